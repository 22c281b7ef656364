import { fixedAccess } from '@ragtime/access/testing';
import type { ApiKeyId, TenantId, UserId } from '@ragtime/domain';
import { silentLogger as logger, realMachine as machine } from '@ragtime/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { createPrometheusMetrics } from '../metrics/prometheus.ts';
import { createHttpServer, type HttpServer } from './create-http-server.ts';
import type { RateLimits } from './limit-rates.ts';

let app: HttpServer;
afterEach(async () => await app.close());

async function start(rateLimits: RateLimits): Promise<HttpServer> {
  app = await createHttpServer({
    machine,
    logger,
    rateLimits,
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

  it('counts an address before the caller is authenticated, so that guessing keys is slow', async () => {
    await start({ requestsPerMinute: { perKey: 100, perAddress: 3 }, loopbackToo: false });
    expect(await statuses(4, 'guess', '10.0.0.1')).toEqual([401, 401, 401, 429]);
    expect(await statuses(1, 'guess', '10.0.0.2')).toEqual([401]);
  });

  it('does not count callers on this machine, unless the options say so', async () => {
    await start({ requestsPerMinute: { perKey: 1, perAddress: 1 }, loopbackToo: false });
    expect(await statuses(3, 'rt_one', '127.0.0.1')).toEqual([200, 200, 200]);
    await app.close();
    await start({ requestsPerMinute: { perKey: 1, perAddress: 1 }, loopbackToo: true });
    expect(await statuses(2, 'rt_one', '127.0.0.1')).toEqual([200, 429]);
  });
});
