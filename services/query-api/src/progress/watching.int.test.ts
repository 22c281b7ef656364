import { type Apis, type Call, callerOf, startApis } from '@ragtime/api-testing';
import { type Client, createClient, type StreamedEvent } from '@ragtime/client';
import { encodeSignal, type TaskProgress } from '@ragtime/contracts/signals';
import { type DocumentId, type RunId, type TaskId, topics, type WorkerId } from '@ragtime/domain';
import { realMachine as machine } from '@ragtime/runtime';
import { at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let world: Apis;
let call: Call;
let client: Client;
let datasetId: string;
let baseUrl: string;

beforeAll(async () => {
  world = await startApis();
  call = callerOf(world.app, world.tenant.keys.write);
  baseUrl = await world.app.listen({ host: '127.0.0.1', port: 0 });
  client = createClient({ baseUrl, apiKey: world.tenant.keys.write });
  datasetId = textAt(await call('POST', '/v1/datasets', { body: { name: 'Watched' } }), 'datasetId');
});
afterAll(async () => await world.close());

const upload = async (name: string, parse = true) =>
  textAt(
    await call('POST', `/v1/datasets/${datasetId}/documents?parse=${parse}`, { body: { name, text: `About ${name}.` } }),
    'items.0.documentId',
  );

/** Takes events until one fits, and leaves. */
async function until(stream: AsyncIterable<StreamedEvent>, isLast: (event: StreamedEvent) => boolean): Promise<StreamedEvent[]> {
  const seen: StreamedEvent[] = [];
  for await (const event of stream) {
    seen.push(event);
    if (isLast(event)) break;
  }
  return seen;
}
const dataOf = (event: StreamedEvent) => event.data as Readonly<Record<string, unknown>>;
const isState = (status: string, documentId?: string) => (event: StreamedEvent) =>
  event.event === 'state' && dataOf(event)['status'] === status && (documentId === undefined || dataOf(event)['documentId'] === documentId);

describe('GET /v1/progress', () => {
  it('tells every change of a document, in order; and who has seen "parsed" finds the text', async () => {
    const stream = client.watch({ datasetId });
    expect((await stream.next()).value).toMatchObject({ event: 'ready' });
    const documentId = await upload('first.md');
    const seen = await until(stream, isState('parsed'));
    const own = seen.filter((event) => event.event === 'state' && dataOf(event)['documentId'] === documentId);
    expect(own.map((event) => dataOf(event)['status'])).toEqual(['uploaded', 'queued', 'running', 'parsed']);
    expect(itemsOf(await call('POST', '/v1/search', { body: { query: 'first' } }))).not.toEqual([]);
  });

  it('each exactly once, however often and wherever the line breaks', async () => {
    const start = textAt(
      { body: { position: String((await call('GET', `/v1/datasets/${datasetId}/documents`)).headers['ragtime-position']) } },
      'position',
    );
    const names = Array.from({ length: 12 }, (_, n) => `cut-${n}.md`);
    const ids = await Promise.all(names.map(async (name) => await upload(name)));
    await Promise.all(
      ids.map(
        async (id) =>
          await eventually('parsed', async () =>
            at(await call('GET', `/v1/datasets/${datasetId}/documents/${id}`), 'status') === 'parsed' ? true : undefined,
          ),
      ),
    );
    const whole: string[] = [];
    const all = await statesFrom(start, (seen) => seen.filter(isState('parsed')).length === ids.length);
    for (const event of all) whole.push(JSON.stringify(event.data));
    expect(whole.length).toBe(4 * ids.length);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }), async (cuts) => {
        const told: string[] = [];
        let after = start;
        for (let n = 0; told.length < whole.length; n += 1) {
          const length = cuts[n % cuts.length] ?? 1;
          const seen = await statesFrom(after, (states) => states.length === length || told.length + states.length === whole.length);
          for (const event of seen) told.push(JSON.stringify(event.data));
          after = seen.at(-1)?.id ?? after;
        }
        expect(told).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });

  it('tells progress by its latest value, no more often than four times a second a document', async () => {
    const documentId = await upload('slow.md', false);
    const abort = new AbortController();
    const values: number[] = [];
    const stream = client.watch({ datasetId, signal: abort.signal });
    expect((await stream.next()).value).toMatchObject({ event: 'ready' });
    let done = 0;
    const fromMs = machine.clock.monotonicMs();
    const telling = machine.timers.every(5, () => {
      done = Math.min(100, done + 1);
      void world.signals.publish(topics.taskProgress, { key: 'run', partition: 0, value: encodeSignal(progressOf(documentId, done)) });
    });
    for await (const event of stream) {
      if (event.event !== 'progress') continue;
      values.push(dataOf(event)['progress'] as number);
      if (dataOf(event)['done'] === 90) break;
    }
    const tookMs = machine.clock.monotonicMs() - fromMs;
    telling.cancel();
    abort.abort();
    expect(values).toEqual(values.toSorted((one, other) => one - other));
    // The first and the last value come at once. A busy machine may deliver two of them together, so that single gaps say nothing.
    expect(values.length).toBeLessThanOrEqual(tookMs / 250 + 2);
  });

  it('400 and 409: an id that is none, or of another log', async () => {
    const answerTo = async (id: string) =>
      await Promise.all([
        call('GET', '/v1/progress', { headers: { 'last-event-id': id } }),
        call('GET', `/v1/progress?after=${encodeURIComponent(id)}`),
        call('GET', `/v1/datasets/${datasetId}/progress`, { headers: { 'last-event-id': id } }),
      ]);
    for (const answer of await answerTo('hello')) expect(answer).toMatchObject({ status: 400, body: { code: 'position-invalid' } });
    const other = await startApis({ worker: false });
    const url = await other.app.listen({ host: '127.0.0.1', port: 0 });
    const abort = new AbortController();
    const stream = createClient({ baseUrl: url, apiKey: other.tenant.keys.read }).watch({ signal: abort.signal });
    const { id = '' } = (await stream.next()).value as StreamedEvent;
    abort.abort();
    await other.close();
    for (const answer of await answerTo(id)) expect(answer).toMatchObject({ status: 409, body: { code: 'position-unknown' } });
  });

  it('ends with the server, and does not hold it up', async () => {
    const other = await startApis({ worker: false });
    const url = await other.app.listen({ host: '127.0.0.1', port: 0 });
    const response = await fetch(`${url}/v1/progress`, { headers: { authorization: `Bearer ${other.tenant.keys.read}` } });
    const reader = response.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    await other.app.close();
    await other.close();
    for (;;) if ((await reader?.read())?.done !== false) break;
  });
});

describe('GET /v1/events?follow=true', () => {
  it('goes on where the reader was, and misses nothing of what happened in between', async () => {
    const first = await until(client.follow({ query: { from: '2000-01-01T00:00:00.000Z' } }), ({ event }) => event === 'event');
    const after = first.at(-1)?.id;
    await upload('followed.md', false);
    const wanted = itemsOf(await call('GET', '/v1/events?limit=1000')).map(({ id }) => id);
    const rest = await until(
      client.follow({ query: { from: '2000-01-01T00:00:00.000Z' }, after }),
      (event) => dataOf(event)['id'] === wanted.at(-1),
    );
    const told = [...first, ...rest].filter(({ event }) => event === 'event').map((event) => dataOf(event)['id']);
    expect(told).toEqual(wanted);
  });

  it('filters, and begins now where nothing else is said', async () => {
    const stream = client.follow({ query: { type: 'DocumentRegistered' } });
    expect((await stream.next()).value).toMatchObject({ event: 'ready' });
    await upload('filtered.md', false);
    const [event] = await until(stream, (told) => told.event === 'event');
    expect(event?.data).toMatchObject({ type: 'DocumentRegistered', data: { name: 'filtered.md' } });
  });
});

async function statesFrom(after: string, isEnough: (states: StreamedEvent[]) => boolean): Promise<StreamedEvent[]> {
  const states: StreamedEvent[] = [];
  for await (const event of client.watch({ datasetId, after })) {
    if (event.event === 'state') states.push(event);
    if (isEnough(states)) break;
  }
  return states;
}

const progressOf = (documentId: string, done: number): TaskProgress => ({
  type: 'progress',
  workerId: 'w' as WorkerId,
  tenantId: world.tenant.tenantId,
  datasetId: datasetId as TaskProgress['datasetId'],
  documentId: documentId as DocumentId,
  run: 1,
  runId: 'run' as RunId,
  taskId: 'plan' as TaskId,
  attempt: 1,
  step: 'parse',
  done,
  of: 100,
  count: 100,
  unit: 'page',
});
