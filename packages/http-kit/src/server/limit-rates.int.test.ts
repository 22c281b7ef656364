import { fixedAccess } from '@ragtime/access/testing';
import type { ApiKeyId, TenantId, UserId } from '@ragtime/domain';
import { silentLogger as logger, realMachine as machine } from '@ragtime/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { streamEvents } from '../events/event-stream.ts';
import { createPrometheusMetrics } from '../metrics/prometheus.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from './create-http-server.ts';
import type { RateLimits } from './limit-rates.ts';

let app: HttpServer;
afterEach(async () => await app.close());

async function start(rateLimits: RateLimits, more: Partial<HttpServerOptions> = {}): Promise<HttpServer> {
  app = await createHttpServer({
    machine,
    logger,
    rateLimits,
    ...more,
    access: fixedAccess((token) =>
      token.startsWith('rt_')
        ? {
            tenantId: 't' as TenantId,
            account: 'u' as UserId,
            via: { kind: 'api-key', apiKeyId: token as ApiKeyId },
            scopes: new Set(['read']),
          }
        : 'unknown',
    ),
    shown: { of: () => new Map(), note: () => undefined },
    version: '0',
    metrics: createPrometheusMetrics({ ofProcess: false }),
    metricsArePublic: true,
    errorPages: '.',
    health: () => [],
  });
  app.get('/v1/thing', { config: { action: 'document:read' } }, async () => ({}));
  return app;
}

const ask = async (token: string, remoteAddress: string) =>
  await app.inject({ method: 'GET', url: '/v1/thing', remoteAddress, headers: { authorization: `Bearer ${token}` } });
const statuses = async (count: number, ...of: Parameters<typeof ask>) => {
  const seen: number[] = [];
  for (let n = 0; n < count; n += 1) seen.push((await ask(...of)).statusCode);
  return seen;
};

describe('the rate limit', () => {
  it('counts each key separately, and says when to retry', async () => {
    await start({ requestsPerMinute: { perKey: 3, perAddress: 100 }, loopbackToo: false });
    expect(await statuses(4, 'rt_one', '10.0.0.1')).toEqual([200, 200, 200, 429]);
    expect(await statuses(1, 'rt_two', '10.0.0.1')).toEqual([200]);
    const refused = await ask('rt_one', '10.0.0.2');
    expect(refused.json()).toMatchObject({ code: 'rate-limited', status: 429 });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('counts an address for callers without a valid key, so that guessing keys is slow', async () => {
    await start({ requestsPerMinute: { perKey: 100, perAddress: 3 }, loopbackToo: false });
    expect(await statuses(4, 'guess', '10.0.0.1')).toEqual([401, 401, 401, 429]);
    expect(await statuses(1, 'guess', '10.0.0.2')).toEqual([401]);
  });

  it('never refuses a caller with a valid key because of others at its address, on public routes neither', async () => {
    await start({ requestsPerMinute: { perKey: 3, perAddress: 2 }, loopbackToo: false });
    expect(await statuses(5, 'guess', '10.0.0.1')).toEqual([401, 401, 429, 429, 429]);
    const live = async (token: string) =>
      (await app.inject({ method: 'GET', url: '/livez', remoteAddress: '10.0.0.1', headers: { authorization: `Bearer ${token}` } }))
        .statusCode;
    expect(await live('guess')).toBe(429);
    expect(await live('rt_owner')).toBe(200);
    expect(await statuses(3, 'rt_owner', '10.0.0.1')).toEqual([200, 200, 429]);
  });

  it('counts the callers behind a trusted proxy apart, and believes nobody else', async () => {
    await start({ requestsPerMinute: { perKey: 100, perAddress: 1 }, loopbackToo: false }, { trustedProxies: ['10.9.0.0/16'] });
    const from = async (remoteAddress: string, forwarded: string) =>
      (await app.inject({ method: 'GET', url: '/livez', remoteAddress, headers: { 'x-forwarded-for': forwarded } })).statusCode;
    expect([await from('10.9.0.1', '8.8.8.8'), await from('10.9.0.2', '8.8.8.8')]).toEqual([200, 429]);
    expect(await from('10.9.0.1', '8.8.4.4')).toBe(200);
    // What a caller wrote itself stands before the address that the proxy saw.
    expect(await from('10.9.0.1', '1.2.3.4, 8.8.8.8')).toBe(429);
    expect([await from('7.7.7.7', '1.1.1.1'), await from('7.7.7.7', '1.1.1.2')]).toEqual([200, 429]);
  });

  it('counts one network of IPv6 addresses as one caller', async () => {
    await start({ requestsPerMinute: { perKey: 100, perAddress: 1 }, loopbackToo: false });
    expect(await statuses(1, 'guess', '2001:db8::1')).toEqual([401]);
    expect(await statuses(1, 'guess', '2001:db8:0:0:ffff::2')).toEqual([429]);
    expect(await statuses(1, 'guess', '2001:db8:0:1::1')).toEqual([401]);
  });

  it('does not count callers on this machine, unless the options say so', async () => {
    await start({ requestsPerMinute: { perKey: 1, perAddress: 1 }, loopbackToo: false });
    expect(await statuses(3, 'rt_one', '127.0.0.1')).toEqual([200, 200, 200]);
    await app.close();
    await start({ requestsPerMinute: { perKey: 1, perAddress: 1 }, loopbackToo: true });
    expect(await statuses(2, 'rt_one', '127.0.0.1')).toEqual([200, 429]);
  });
});

it('a key has so many streams open at a time, and one that ends makes room', async () => {
  await start({ requestsPerMinute: undefined, loopbackToo: false }, { streamsPerKeyMax: 2 });
  app.get('/v1/stream', { config: { action: 'progress:read' } }, (_, reply) =>
    streamEvents(reply, async function* (signal) {
      yield { event: 'ready', data: {} };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    }),
  );
  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  const open = async (token: string) => {
    const end = new AbortController();
    const response = await fetch(`${baseUrl}/v1/stream`, { headers: { authorization: `Bearer ${token}` }, signal: end.signal });
    return { response, end };
  };
  const [first, second, third, other] = [await open('rt_one'), await open('rt_one'), await open('rt_one'), await open('rt_two')];
  expect([first, second, other].map(({ response }) => response.status)).toEqual([200, 200, 200]);
  expect(third.response.status).toBe(429);
  expect(await third.response.json()).toMatchObject({ code: 'too-many-streams' });
  first.end.abort();
  await expect.poll(async () => (await open('rt_one')).response.status).toBe(200);
});
