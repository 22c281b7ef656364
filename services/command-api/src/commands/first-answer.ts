import type { DomainCommand, DomainEvent } from '@ragtime/domain';
import { type AcceptedOutcome, type CommandContext, stateOutcome, submissionOf } from '@ragtime/http-kit';
import type { FastifyReply } from 'fastify';
import type { CommandApiNeeds } from '../needs.ts';

/**
 * A repeat may come when what it was about is gone from every read model; the log still knows its first answer. So before a request
 * fails for want of something to look up, the log is asked under its id.
 *
 * @param harmless of the same scope and target, and changes nothing whatever the state.
 * @returns undefined when nothing was ever accepted under the id.
 * @throws ProblemError idempotency-key-reused, unavailable, outcome-unknown
 */
export async function firstAnswer(
  reply: FastifyReply,
  { bus }: Pick<CommandApiNeeds, 'bus'>,
  context: CommandContext,
  payloadHash: Uint8Array,
  harmless: DomainCommand,
): Promise<AcceptedOutcome<DomainEvent> | undefined> {
  if (!context.remembered) return undefined;
  const outcome = await bus.submit(submissionOf(harmless, context, payloadHash, { ifVersion: undefined }));
  const saysNothing = outcome.kind === 'rejected' || outcome.kind === 'unchanged' || outcome.kind === 'conflict';
  return saysNothing ? undefined : stateOutcome(reply, outcome);
}
