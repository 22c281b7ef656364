import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';

/** Undefined: no limit, as for callers on the loopback interface by default. */
export interface RateLimits {
  readonly requestsPerMinute: { readonly perKey: number; readonly perAddress: number } | undefined;
  readonly loopbackToo: boolean;
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Counts by key for who has one and by address for who has none, so that a guesser of keys is slowed too. */
export async function limitRates(app: FastifyInstance, { requestsPerMinute, loopbackToo }: RateLimits): Promise<void> {
  if (requestsPerMinute === undefined) return;
  const { perKey, perAddress } = requestsPerMinute;
  await app.register(rateLimit, {
    global: true,
    timeWindow: 60_000,
    // Behind the hook that proves who asks: what it refused is counted by address.
    hook: 'preValidation',
    keyGenerator: ({ principal, ip }) => (principal === undefined ? `address ${ip}` : `key ${principal.apiKeyId}`),
    max: ({ principal }) => (principal === undefined ? perAddress : perKey),
    allowList: ({ ip }) => !loopbackToo && loopback.has(ip),
    errorResponseBuilder: () => new ProblemError('rate-limited'),
  });
}
