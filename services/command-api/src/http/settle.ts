import { type Answer, positionsOf, type Refused } from '@ragtime/application';
import { type InvalidMember, invalidRequest, ProblemError } from '@ragtime/http-kit';
import type { FastifyReply } from 'fastify';

/** Writes the headers of an answer: its position, whether it repeats an earlier answer, and whether searches may be stale. @throws ProblemError when the use case refused. */
export function settle<Value>(reply: FastifyReply, answer: Answer<Value>): Value {
  if (answer.at.length > 0) reply.statePositions(positionsOf(...answer.at));
  if (answer.kind === 'refused') throw problemOf(answer);
  if (answer.replayed) reply.header('idempotent-replayed', 'true');
  if (answer.isStale) reply.header('ragtime-stale', 'true');
  return answer.value;
}

/** Turns a refusal into its problem. The paths of invalid members begin with `body`. */
export function problemOf({ code, members }: Pick<Refused, 'code' | 'members'>): ProblemError {
  const errors = members['errors'] as readonly InvalidMember[] | undefined;
  if (code !== 'request-invalid' || errors === undefined) return new ProblemError(code, members);
  return invalidRequest(...errors.map(({ path, message }) => ({ path: `body/${path}`, message })));
}
