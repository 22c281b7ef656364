import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AccessState, Principal } from '@ragtime/access';
import { fixedAccess } from '@ragtime/access/testing';
import type { ApiKeyId, TenantId, UserId } from '@ragtime/domain';
import { silentLogger as logger, realMachine as machine } from '@ragtime/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { streamEvents } from '../events/event-stream.ts';
import { createPrometheusMetrics } from '../metrics/prometheus.ts';
import { createHttpServer, type HttpServer } from './create-http-server.ts';

const caller: Principal = {
  tenantId: 't' as TenantId,
  account: 'u' as UserId,
  via: { kind: 'api-key', apiKeyId: 'k' as ApiKeyId },
  scopes: new Set(['read', 'write']),
};

let app: HttpServer;
let state: AccessState;
let timesAsked: number;
let entered: PromiseWithResolvers<void>;
let answer: PromiseWithResolvers<void>;

beforeEach(async () => {
  state = 'holds';
  timesAsked = 0;
  entered = Promise.withResolvers();
  answer = Promise.withResolvers();
  const now = () => {
    timesAsked += 1;
    return state;
  };
  app = await createHttpServer({
    machine,
    logger,
    rateLimits: { requestsPerMinute: undefined, loopbackToo: false },
    access: {
      ...fixedAccess(() => caller),
      stateOf: now,
      follow: () => ({ state: now, signal: new AbortController().signal, release: () => undefined }),
    },
    shown: { of: () => new Map(), note: () => undefined },
    version: '0',
    metrics: createPrometheusMetrics({ ofProcess: false }),
    metricsArePublic: true,
    errorPages: '.',
    health: () => [],
  });
  app.get('/v1/slow', { config: { action: 'document:read' } }, async () => {
    entered.resolve();
    await answer.promise;
    return { name: 'a secret' };
  });
  app.post('/v1/slow', { config: { action: 'document:change' } }, async () => {
    entered.resolve();
    await answer.promise;
    return { done: true };
  });
  app.get('/v1/stream', { config: { action: 'progress:read' } }, (_, reply) =>
    streamEvents(reply, async function* () {
      yield { event: 'ready', data: {} };
      await answer.promise;
      yield { event: 'state', data: 'a secret' };
    }),
  );
});
afterEach(async () => await app.close());

const asking = { authorization: 'Bearer rt_k' };

describe('a request whose caller loses access while it waits', () => {
  it('is refused when it reads', async () => {
    const asked = app.inject({ method: 'GET', url: '/v1/slow', headers: asking });
    await Promise.race([asked, entered.promise]);
    state = 'ended';
    answer.resolve();
    expect((await asked).json()).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('learns what a write did', async () => {
    const asked = app.inject({ method: 'POST', url: '/v1/slow', headers: asking });
    await Promise.race([asked, entered.promise]);
    state = 'ended';
    answer.resolve();
    expect((await asked).json()).toEqual({ done: true });
  });
});

it('a node that does not know who may do what holds a stream back, and goes on when it knows again', async () => {
  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  const [response] = (await once(get(`${baseUrl}/v1/stream`, { headers: asking, agent: false }), 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  await expect.poll(() => text).toContain('event: ready');
  state = 'behind';
  timesAsked = 0;
  answer.resolve();
  await expect.poll(() => timesAsked).toBeGreaterThan(3);
  expect(text).not.toContain('a secret');
  state = 'holds';
  await expect.poll(() => text).toContain('a secret');
});
