import { createHash } from 'node:crypto';
import { type Actor, actorText, type CommandId } from '@ragtime/domain';
import type { Cause, Submission } from '@ragtime/event-log';
import { payloadHashOf } from './payload-hash.ts';

/** A command id from what makes the command one of its kind: a sender that lost the answer repeats under the same id. */
export function commandIdFrom(...parts: readonly (string | number)[]): CommandId {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(String(part))}:${part}`);
  return hash.digest('hex').slice(0, 32) as CommandId;
}

export interface InternalCommand<Command> {
  readonly command: Command;
  readonly commandId: CommandId;
  readonly actor: Actor;
  readonly tenantId: string;
  readonly correlationId: string;
  /** Only where the answer to a repeat matters and the rules do not give it by themselves. */
  readonly remembered?: boolean;
  readonly cause?: Cause;
  readonly traceParent?: string | undefined;
}

/** A command that comes from inside and not from a client: no `If-Match`, no key of a client's. */
export function internalSubmission<Command>(internal: InternalCommand<Command>): Submission<Command> {
  const { command, commandId, actor, tenantId, correlationId, remembered = false, cause, traceParent } = internal;
  return {
    command,
    commandId,
    actor: actorText(actor),
    tenantId,
    correlationId,
    remembered,
    cause,
    payloadHash: payloadHashOf(command),
    ifVersion: undefined,
    traceParent,
  };
}
