import { codeOfOutcome } from '@ragtime/contracts';
import { mergePositions, type Outcome, type OutcomePosition, type Positions } from '@ragtime/event-log';
import type { FastifyReply } from 'fastify';
import { Problem, ProblemError } from '../problems/problem-error.ts';

/** What any route may answer besides its own success. */
export const problemResponses = Object.fromEntries(
  ([400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 503, 504, 507] as const).map((status) => [status, Problem]),
) as Record<400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 503 | 504 | 507, typeof Problem>;

export type AnyOutcome<Event> = Outcome<Event, string>;
export type AcceptedOutcome<Event> = Extract<AnyOutcome<Event>, { kind: 'accepted' | 'duplicate' | 'unchanged' }>;

export const isAccepted = <Event>(outcome: AnyOutcome<Event>): outcome is AcceptedOutcome<Event> =>
  outcome.kind === 'accepted' || outcome.kind === 'duplicate' || outcome.kind === 'unchanged';

/** Of several commands into one partition the highest, in whatever order they were answered. */
export const positionsOf = (...at: readonly OutcomePosition[]): Positions =>
  mergePositions(...at.map(({ partition, position }) => new Map([[partition, position]])));

/** Writes the headers of an answer: what it was, and the position that it holds at. @throws ProblemError when it was not accepted. */
export function stateOutcome<Event>(reply: FastifyReply, outcome: AnyOutcome<Event>): AcceptedOutcome<Event> {
  if ('at' in outcome) reply.statePositions(positionsOf(outcome.at));
  if (!isAccepted(outcome)) throw problemOfOutcome(outcome);
  // Of a request that is several commands, the last one says whether all of it was done before.
  if (outcome.kind === 'duplicate') reply.header('idempotent-replayed', 'true');
  else reply.removeHeader('idempotent-replayed');
  return outcome;
}

/** The one HTTP shape of every outcome that is no success. */
export function problemOfOutcome(outcome: Exclude<AnyOutcome<unknown>, { kind: 'accepted' | 'duplicate' | 'unchanged' }>): ProblemError {
  const code = codeOfOutcome(outcome);
  switch (outcome.kind) {
    case 'rejected':
      return new ProblemError(code, outcome.detail ?? {});
    case 'conflict':
      return new ProblemError(code, { currentVersion: outcome.currentVersion });
    default:
      return new ProblemError(code);
  }
}
