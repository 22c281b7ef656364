import { actorOf, type Principal } from '@ragtime/access';
import { actorText, type CommandId, type DomainCommand } from '@ragtime/domain';
import type { Submission } from '@ragtime/event-log';
import { commandIdFrom } from './internal-submission.ts';

/** Everything that a command takes from its request: the caller, the idempotency key, the expected version and the trace. */
export interface CommandContext {
  readonly principal: Principal;
  /** The id of the request's first command. The ids of further commands are derived from it, and so are those of what they make. */
  readonly commandId: CommandId;
  /** Whether the caller gave an idempotency key. */
  readonly remembered: boolean;
  /** Undefined when the caller takes any version. */
  readonly ifVersion: number | undefined;
  readonly correlationId: string;
  readonly traceParent: string | undefined;
}

/** The id of a further command of the same request. A repeat of the request derives the same id. */
export const derivedCommandId = ({ commandId }: CommandContext, ...parts: readonly (string | number)[]): CommandId =>
  commandIdFrom(commandId, ...parts);

/** The submission of a command that comes from a client's request. */
export function submissionOf<Command extends DomainCommand>(
  command: Command,
  context: CommandContext & { readonly payloadHash: Uint8Array },
  own: { readonly commandId?: CommandId; readonly ifVersion?: undefined } = {},
): Submission<Command> {
  const { principal, payloadHash, remembered, correlationId, traceParent } = context;
  return {
    command,
    commandId: own.commandId ?? context.commandId,
    payloadHash,
    remembered,
    ifVersion: 'ifVersion' in own ? undefined : context.ifVersion,
    cause: undefined,
    correlationId,
    tenantId: principal.tenantId,
    actor: actorText(actorOf(principal)),
    traceParent,
  };
}
