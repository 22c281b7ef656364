import { type Answer, positionsOf, type Refused } from '@ragtime/application';
import { type InvalidMember, invalidRequest, ProblemError } from '@ragtime/http-kit';
import type { FastifyReply } from 'fastify';

/** Writes the headers of an answer: the position that it holds at, whether it was given before, whether it may be stale. @throws ProblemError when the use case refused. */
export function settle<Value>(reply: FastifyReply, answer: Answer<Value>): Value {
  if (answer.at.length > 0) reply.statePositions(positionsOf(...answer.at));
  if (answer.kind === 'refused') throw problemOf(answer);
  if (answer.replayed) reply.header('idempotent-replayed', 'true');
  if (answer.isStale) reply.header('ragtime-stale', 'true');
  return answer.value;
}

/** The one HTTP shape of a refusal. Members of the request that a use case found invalid stand in its body. */
export function problemOf({ code, members }: Pick<Refused, 'code' | 'members'>): ProblemError {
  const errors = members['errors'] as readonly InvalidMember[] | undefined;
  if (code !== 'request-invalid' || errors === undefined) return new ProblemError(code, members);
  return invalidRequest(...errors.map(({ path, message }) => ({ path: `body/${path}`, message })));
}
