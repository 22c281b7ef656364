import { isIPv6 } from 'node:net';
import rateLimit from '@fastify/rate-limit';
import { credentialOf, type Principal } from '@ragtime/access';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';
import './declarations.ts';

/** The limits of requests. There is no limit when `requestsPerMinute` is undefined. */
export interface RateLimits {
  readonly requestsPerMinute: { readonly perKey: number; readonly perAddress: number } | undefined;
  /** Whether callers on this machine are counted too. */
  readonly loopbackToo: boolean;
}

/**
 * Counts a request for its caller's credential or, when the caller has no valid one, for its address. So a caller that guesses keys is
 * slow, and slows nobody who has a key. @throws ProblemError rate-limited
 */
export type RateLimiter = (request: FastifyRequest, reply: FastifyReply, caller: Principal | undefined) => Promise<void>;

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

export async function limitRates(app: FastifyInstance, { requestsPerMinute, loopbackToo }: RateLimits): Promise<RateLimiter> {
  if (requestsPerMinute === undefined) return async () => undefined;
  const { perKey, perAddress } = requestsPerMinute;
  app.decorateRequest('countedAs', '');
  await app.register(rateLimit, { global: false, timeWindow: 60_000 });
  const keyGenerator = ({ countedAs }: FastifyRequest) => countedAs;
  // Each has a memory of its own, so that many addresses do not push out keys.
  const byKey = app.createRateLimit({ max: perKey, keyGenerator });
  const byAddress = app.createRateLimit({ max: perAddress, keyGenerator });
  return async (request, reply, caller) => {
    if (!loopbackToo && loopback.has(request.ip)) return;
    request.countedAs = caller === undefined ? `address ${networkOf(request.ip)}` : `key ${credentialOf(caller)}`;
    const limit = await (caller === undefined ? byAddress : byKey)(request);
    if (limit.isAllowed || !limit.isExceeded) return;
    reply.header('retry-after', limit.ttlInSeconds);
    throw new ProblemError('rate-limited');
  };
}

/** One caller has a whole network of IPv6 addresses. */
function networkOf(ip: string): string {
  if (ip.startsWith('::ffff:')) return ip.slice('::ffff:'.length);
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.split('::');
  const first = head.split(':').filter((part) => part !== '');
  const last = (tail ?? '').split(':').filter((part) => part !== '');
  const all = tail === undefined ? first : [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
  return `${all.slice(0, 4).join(':')}::/64`;
}
