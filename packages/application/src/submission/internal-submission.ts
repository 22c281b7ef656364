import { createHash } from 'node:crypto';
import { type Actor, actorText, type CommandId } from '@ragtime/domain';
import type { Cause, Submission } from '@ragtime/event-log';
import { payloadHashOf } from './payload-hash.ts';

/** Derives a command id from the parts that identify the command. A sender that lost the answer thus repeats it under the same id. */
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
  /** Only for commands whose repeat needs the first answer, when the decider's rules do not yield it. */
  readonly remembered?: boolean;
  readonly cause?: Cause;
  readonly traceParent?: string | undefined;
}

/** The submission of a command that no client sent: it has no `If-Match` and no idempotency key. */
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
