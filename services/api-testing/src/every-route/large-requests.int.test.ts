import { realMachine } from '@ragtime/runtime';
import { textAt } from '@ragtime/testkit/answers';
import fc, { type Arbitrary } from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callerOf } from '../calling/caller.ts';
import { type LineAnswer, overALine } from '../calling/over-a-line.ts';
import { type Apis, startApis } from '../installation/apis.ts';
import type { Schema } from './from-schema.ts';
import { largeFrom } from './large.ts';
import { type Operation, operationsOf } from './operations.ts';

/** Requests of each route; searches cost most. */
const [ofEach, ofSearch, atOnce] = [4, 60, 2];
/** They take the whole installation along, and have tests of their own. */
const leftOut = new Set(['rebuildProjection', 'switchProjection', 'compareProjection', 'getOpenApi', 'metrics', 'revokeApiKey']);
/** How much longer the slowest hundredth of the neighbour's requests may wait than the same requests alone. Two callers share the machine. */
const slowerMax = 100;

let world: Apis;
let url: string;
let description: Schema;
const ids: string[] = [];
const datasetIds: string[] = [];

beforeAll(async () => {
  world = await startApis();
  url = await world.app.listen({ host: '127.0.0.1', port: 0 });
  description = JSON.parse((await overALine(url, '/v1/openapi.json', { method: 'GET', headers: {} })).text ?? '') as Schema;
  for (const [tenant, datasets] of [
    [world.tenant, 12],
    [world.other, 1],
  ] as const) {
    const call = callerOf(world.app, tenant.keys.operator);
    for (let one = 0; one < datasets; one += 1) {
      const datasetId = textAt(await call('POST', '/v1/datasets', { body: { name: `Birds ${one}` } }), 'datasetId');
      const url = `/v1/datasets/${datasetId}/documents?parse=true`;
      const text = Array.from({ length: 400 }, (_, line) => `The heron of lake ${line % 40} stands on keel ${line}.`).join('\n\n');
      const uploaded = await call('POST', url, { body: { name: `${one}.md`, text, metadata: { member0: 'heron', lake: one } } });
      if (tenant === world.tenant) datasetIds.push(datasetId);
      if (tenant === world.tenant) ids.push(datasetId, textAt(uploaded, 'items.0.documentId'), tenant.tenantId);
    }
  }
  await world.caughtUp();
}, 600_000);
afterAll(async () => await world.close());

const ask = async (key: string, method: string, path: string, body?: unknown): Promise<LineAnswer> =>
  await overALine(url, path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: JSON.stringify(body),
  });

interface Waited {
  readonly status: number;
  readonly tookMs: number;
}

/** The neighbour: another tenant that reads and searches, one request after the other. */
async function neighbourAsks(): Promise<Waited> {
  const { read } = world.other.keys;
  const beganMs = realMachine.clock.monotonicMs();
  const list = await ask(read, 'GET', '/v1/datasets?limit=5');
  const search = await ask(read, 'POST', '/v1/search', { query: 'heron lake' });
  return { status: Math.max(list.status, search.status), tookMs: realMachine.clock.monotonicMs() - beganMs };
}

const slowest = (waits: readonly Waited[]): number =>
  waits.map(({ tookMs }) => tookMs).toSorted((one, other) => one - other)[Math.ceil(waits.length * 0.99) - 1] ?? 0;

interface Large {
  readonly operation: Operation;
  readonly path: string;
  readonly body: unknown;
}

function largeRequest(operation: Operation, resolve: (ref: string) => Schema): Arbitrary<Large> {
  // Half of the ids name something, the others nothing.
  const anId = fc.oneof(fc.constantFrom(...ids), fc.stringMatching(/^[a-z0-9-]{20}$/));
  const named = (place: string) => operation.parameters.filter((one) => one.in === place);
  return fc
    .record({
      path: fc.record(Object.fromEntries(named('path').map(({ name }) => [name, fc.constantFrom(...ids)]))),
      query: fc.record(Object.fromEntries(named('query').map(({ name, schema }) => [name, largeFrom(schema, resolve, anId)])), {
        requiredKeys: [],
      }),
      body: operation.body === undefined ? fc.constant(undefined) : largeFrom(operation.body, resolve, anId),
    })
    .map(({ path, query, body }) => {
      const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(String((path as Record<string, unknown>)[name])),
      );
      const parameters = Object.entries(query).flatMap(([name, value]) =>
        [value].flat().map((one) => `${name}=${encodeURIComponent(typeof one === 'string' ? one : JSON.stringify(one))}`),
      );
      // A head has at most 16 KiB.
      const sent = operation.operationId === 'search' ? answerable(body as Readonly<Record<string, unknown>>) : body;
      return {
        operation,
        path: `${filled}?${parameters
          .join('&')
          .slice(0, 12_000)
          .replace(/%[0-9A-F]?$/, '')}`,
        body: sent,
      };
    });
}

/** What is large and is answered: of datasets that are there, and of as many values as a filter may have altogether. */
function answerable({ rerank: _rerank, asOf: _asOf, ...body }: Readonly<Record<string, unknown>>): unknown {
  const { datasetIds: named, filter } = body;
  const members = Object.entries((filter ?? {}) as Record<string, unknown>);
  const share = Math.floor(100 / Math.max(1, members.length));
  const few = members.map(([name, value]) => [name, Array.isArray(value) ? value.slice(0, share) : value] as const);
  return {
    ...body,
    ...(Array.isArray(named) ? { datasetIds: named.map((_, place) => datasetIds[place % datasetIds.length]) } : {}),
    ...(filter === undefined ? {} : { filter: Object.fromEntries(few) }),
  };
}

it('large requests that are valid hold up no other caller, and end nothing that all share', { timeout: 3_000_000 }, async () => {
  const schemas = (description['components'] as Record<string, Record<string, Schema>>)['schemas'] ?? {};
  const resolve = (ref: string): Schema => schemas[ref.slice(ref.lastIndexOf('/') + 1)] ?? {};
  const seed = Number(process.env['RAGTIME_TEST_SEED'] ?? Math.floor(realMachine.random.next() * 2 ** 31));
  const requests = operationsOf(description)
    .filter(({ operationId }) => !leftOut.has(operationId))
    .flatMap((operation) =>
      fc.sample(largeRequest(operation, resolve), { seed, numRuns: operation.operationId === 'search' ? ofSearch : ofEach }),
    );
  // The first ones also compile what all use.
  for (let first = 0; first < 20; first += 1) await neighbourAsks();
  const alone: Waited[] = [];
  while (alone.length < 50) alone.push(await neighbourAsks());

  const beside: Waited[] = [];
  const counts = new Map<string, number>();
  let isOver = false;
  const sending = (async () => {
    for (let from = 0; from < requests.length; from += atOnce)
      await Promise.all(
        requests.slice(from, from + atOnce).map(async ({ operation, path, body }) => {
          const { status, text } = await ask(world.tenant.keys.operator, operation.method, path, body);
          const answer = `${operation.operationId} ${status}`;
          counts.set(answer, (counts.get(answer) ?? 0) + 1);
          if (status >= 500 && status !== 501)
            throw new Error(`seed ${seed}: ${answer}: ${path}\n${JSON.stringify(body)?.slice(0, 2_000)}\n${text}`);
        }),
      );
  })().finally(() => {
    isOver = true;
  });
  sending.catch(() => undefined); // it is awaited below
  while (!isOver || beside.length < 100) beside.push(await neighbourAsks());
  await sending;

  process.stdout.write(
    `large requests, seed ${seed}: ${requests.length}; the neighbour waited ${Math.round(slowest(alone))} ms alone, ${Math.round(slowest(beside))} ms beside them (p99 of ${beside.length})\n`,
  );
  expect(beside.filter(({ status }) => status !== 200)).toEqual([]);
  expect(slowest(beside) / slowest(alone)).toBeLessThan(slowerMax);
  // Or only refusals were tried.
  expect(counts.get('search 200')).toBeGreaterThan(ofSearch / 6);
});
