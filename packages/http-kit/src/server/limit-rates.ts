import rateLimit from '@fastify/rate-limit';
import { credentialOf } from '@ragtime/access';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';

/** The limits of requests. There is no limit when `requestsPerMinute` is undefined. */
export interface RateLimits {
  readonly requestsPerMinute: { readonly perKey: number; readonly perAddress: number } | undefined;
  /** Whether callers on this machine are counted too. */
  readonly loopbackToo: boolean;
}

export interface RateLimiter {
  /** Runs before the caller is authenticated, so that it also slows a caller that guesses keys. @throws ProblemError rate-limited */
  countAddress(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** @throws ProblemError rate-limited */
  countKey(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const unlimited: RateLimiter = { countAddress: async () => undefined, countKey: async () => undefined };

export async function limitRates(app: FastifyInstance, { requestsPerMinute, loopbackToo }: RateLimits): Promise<RateLimiter> {
  if (requestsPerMinute === undefined) return unlimited;
  await app.register(rateLimit, { global: false, timeWindow: 60_000 });
  const byAddress = app.createRateLimit({ max: requestsPerMinute.perAddress, keyGenerator: ({ ip }) => `address ${ip}` });
  const byKey = app.createRateLimit({
    max: requestsPerMinute.perKey,
    keyGenerator: ({ principal, ip }) => `key ${principal === undefined ? ip : credentialOf(principal)}`,
  });
  const counting = (count: typeof byKey) => async (request: FastifyRequest, reply: FastifyReply) => {
    if (!loopbackToo && loopback.has(request.ip)) return;
    const limit = await count(request);
    if (limit.isAllowed || !limit.isExceeded) return;
    reply.header('retry-after', limit.ttlInSeconds);
    throw new ProblemError('rate-limited');
  };
  return { countAddress: counting(byAddress), countKey: counting(byKey) };
}
