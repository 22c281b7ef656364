import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import type { TenantId, UserId } from '@ragtime/domain';
import type { Submission } from '@ragtime/event-log';
import { randomUuid, realMachine } from '@ragtime/runtime';

/** Sends commands of a tenant, which must be accepted. Owners remember their ids, as they do for clients. */
export function submitting<Command extends { readonly type: string }>(
  submit: (submission: Submission<Command>) => Promise<{ readonly kind: string } | undefined>,
) {
  return async (tenantId: TenantId, command: Command, { remembered = true } = {}): Promise<void> => {
    const commandId = commandIdFrom('bench', randomUuid(realMachine.random));
    const outcome = await submit(
      internalSubmission({
        command,
        commandId,
        actor: { kind: 'account', account: 'bench' as UserId },
        tenantId,
        correlationId: commandId,
        remembered,
      }),
    );
    if (outcome?.kind !== 'accepted') throw new Error(`${command.type} was ${outcome?.kind}: ${JSON.stringify(outcome)}`);
  };
}
