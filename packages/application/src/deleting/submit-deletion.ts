import type { DomainCommand } from '@ragtime/domain';
import { type Answer, done, isAccepted, positionsOf, refusalOf } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { submissionOf } from '../submission/command-context.ts';

/** The answer to a delete waits so long for searches. After it no search returns the text; when the index lags longer, the answer says so. */
const waitMs = 2_000;

/** Submits a command that deletes text, and answers when searches no longer find it. */
export async function submitDeletion(
  { bus, trackers }: Pick<ApplicationNeeds, 'bus' | 'trackers'>,
  call: Call,
  command: DomainCommand,
): Promise<Answer<{ readonly version: number }>> {
  const outcome = await bus.submit(submissionOf(command, call));
  if (!isAccepted(outcome)) return refusalOf(outcome);
  const reached = await trackers.search.waitFor(positionsOf(outcome.at), { timeoutMs: waitMs });
  const { version, at } = outcome;
  return done({ version }, { at: [at], replayed: outcome.kind === 'duplicate', isStale: reached !== 'reached' });
}
