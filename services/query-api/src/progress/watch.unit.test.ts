import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import { encodeSignal, type TaskProgress } from '@ragtime/contracts/signals';
import { type DatasetId, type DocumentId, type RunId, type TaskId, type TenantId, topics, type WorkerId } from '@ragtime/domain';
import { decodeToken, type Positions } from '@ragtime/event-log';
import { createVirtualMachine } from '@ragtime/event-log/testing';
import { encodePositions } from '@ragtime/http-kit';
import { silentLogger } from '@ragtime/runtime';
import { commandsOf, startWorld } from '@ragtime/testkit/world';
import { describe, expect, it } from 'vitest';
import { startLiveProgress } from './live-progress.ts';
import { startStateFeed } from './state-feed.ts';
import { watch } from './watch.ts';

const tenantId = 'tenant' as TenantId;
const datasetId = 'dataset' as DatasetId;

type Event = { readonly event: string; readonly data: unknown } | 'beat';

async function start(keptPerPartition: number) {
  const machine = createVirtualMachine();
  const { log, codec, vault, signals, bus, submit } = await machine.until(startWorld({ machine, partitions: 1 }));
  await machine.until(submit(commandsOf({ vault, machine, tenantId }).createDataset(datasetId), tenantId));
  const feed = startStateFeed({ log, codec, machine, logger: silentLogger, partitions: 1, from: new Map(), keptPerPartition });
  const live = await startLiveProgress(signals);
  await machine.advance(100);
  const describeAs = async (n: number) => {
    const commandId = commandIdFrom('describe', n);
    const command = { type: 'ChangeDataset', datasetId, description: `Text ${n}` } as const;
    await machine.until(bus.submit(internalSubmission({ command, commandId, actor: { kind: 'system' }, tenantId, correlationId: 'c' })));
    await machine.advance(100);
    return commandId;
  };
  const submitAs = async (tenant: TenantId, command: Parameters<typeof submit>[0]) => {
    await machine.until(submit(command, tenant));
    await machine.advance(100);
  };
  return { machine, feed, live, vault, signals, describeAs, submitAs, after: feed.current() };
}

it('a client that was away too long gets the present state once, and every change after it', async () => {
  const { machine, feed, live, describeAs, after } = await start(2);
  for (let n = 0; n < 8; n += 1) await describeAs(n);
  const abort = new AbortController();
  const stream = watch({
    feed,
    live,
    machine,
    tenantId,
    datasetId,
    after,
    presentState: async () => ({ state: 'as it is', at: feed.current() }),
    onShown: () => undefined,
    signal: abort.signal,
  })[Symbol.asyncIterator]();
  const next = async () => (await machine.until(stream.next())).value as { readonly event: string; readonly data: unknown } | 'beat';
  expect(await next()).toMatchObject({ event: 'ready' });
  expect(await next()).toMatchObject({ event: 'reset', data: 'as it is' });
  const commandId = await describeAs(9);
  expect(await next()).toMatchObject({ event: 'state', data: { type: 'DatasetDescribed', commandId } });
  expect(await next()).toBe('beat');
  abort.abort();
  await stream.return?.();
  await machine.until(feed.stop());
});

describe('a client', () => {
  const other = 'other' as TenantId;
  const theirs = 'theirs' as DatasetId;
  const second = 'second' as DatasetId;

  it('resumes after any event by its id, without a gap or a repeat, and every position that it saw is noted', async () => {
    const world = await start(100);
    const { machine, feed, live, after } = world;
    await changeOfAll(world);
    for (let n = 0; n < 3; n += 1) await world.describeAs(n);
    const noted: Positions[] = [];
    const heard = async (from: Positions) => {
      const abort = new AbortController();
      const onShown = (positions: Positions) => void noted.push(new Map(positions));
      const presentState = async () => await Promise.resolve({ state: 'not needed', at: feed.current() });
      const options = { feed, live, machine, tenantId, datasetId: undefined, after: from, presentState, onShown, signal: abort.signal };
      const stream = watch(options)[Symbol.asyncIterator]();
      const events: { readonly id: string; readonly event: string; readonly data: unknown }[] = [];
      for (;;) {
        const { value } = (await machine.until(stream.next())) as { readonly value: (typeof events)[number] | 'beat' };
        if (value === 'beat') break;
        if (value.event === 'state') events.push(value);
      }
      abort.abort();
      await stream.return?.(undefined);
      return events;
    };
    const whole = await heard(after);
    expect(whole).toHaveLength(5);
    expect(noted.map((positions) => encodePositions(positions))).toStrictEqual(whole.map(({ id }) => id));
    for (const [place, { id }] of whole.entries()) {
      const decoded = decodeToken(id);
      if (decoded.kind === 'invalid') throw new Error('it was made here');
      expect((await heard(decoded.positions)).map(({ data }) => data)).toStrictEqual(whole.slice(place + 1).map(({ data }) => data));
    }
    await machine.until(feed.stop());
  });

  /** What a client gets until it has heard of the last change. */
  async function watched(
    of: { readonly datasetId: DatasetId | undefined },
    make: (world: Awaited<ReturnType<typeof start>>) => Promise<void>,
  ) {
    const world = await start(100);
    const { machine, feed, live, after } = world;
    const abort = new AbortController();
    const stream = watch({
      feed,
      live,
      machine,
      tenantId,
      datasetId: of.datasetId,
      after,
      presentState: async () => ({ state: 'not needed', at: feed.current() }),
      onShown: () => undefined,
      signal: abort.signal,
    })[Symbol.asyncIterator]();
    const next = async () => (await machine.until(stream.next())).value as Event;
    expect(await next()).toMatchObject({ event: 'ready' });
    const pending = next();
    await make(world);
    const told: Event[] = [await pending];
    while (told.at(-1) !== 'beat') told.push(await next());
    abort.abort();
    await stream.return?.();
    await machine.until(feed.stop());
    return told.flatMap((event) => (event === 'beat' ? [] : [event.data as Readonly<Record<string, unknown>>]));
  }

  const changeOfAll = async ({ vault, machine, submitAs }: Awaited<ReturnType<typeof start>>) => {
    await submitAs(other, commandsOf({ vault, machine, tenantId: other }).createDataset(theirs));
    await submitAs(tenantId, commandsOf({ vault, machine, tenantId }).createDataset(second));
    await submitAs(other, { type: 'ChangeDataset', datasetId: theirs, description: 'a secret of the other tenant' });
    await submitAs(tenantId, { type: 'ChangeDataset', datasetId, description: 'ours' });
  };

  it('hears of every dataset of its tenant, and of no other tenant', async () => {
    const told = await watched({ datasetId: undefined }, changeOfAll);
    expect(told.map((data) => [data['type'], data['datasetId']])).toStrictEqual([
      ['DatasetCreated', second],
      ['DatasetDescribed', datasetId],
    ]);
    expect(JSON.stringify(told)).not.toContain('theirs');
  });

  it('that watches one dataset hears of no other', async () => {
    expect((await watched({ datasetId }, changeOfAll)).map((data) => data['datasetId'])).toStrictEqual([datasetId]);
    expect(await watched({ datasetId: theirs }, changeOfAll)).toStrictEqual([]);
  });

  it('that watches one dataset hears of the progress of no other', async () => {
    const told = await watched({ datasetId }, async ({ machine, signals }) => {
      for (const dataset of [second, datasetId]) {
        const value = encodeSignal(progressOf(tenantId, dataset));
        await machine.until(signals.publish(topics.taskProgress, { key: 'run', partition: 0, value }));
        await machine.advance(1_000);
      }
    });
    expect(told.map((data) => data['datasetId'])).toStrictEqual([datasetId]);
  });

  it('hears of a document’s progress at once, and of later values no sooner than a quarter of a second after', async () => {
    const told = await watched({ datasetId }, async ({ machine, signals }) => {
      for (let done = 1; done <= 10; done += 1) {
        const value = encodeSignal({ ...progressOf(tenantId, datasetId), done, of: 10, count: 10 });
        await machine.until(signals.publish(topics.taskProgress, { key: 'run', partition: 0, value }));
        await machine.advance(50);
      }
    });
    const values = told.map((data) => data['done'] as number);
    expect(values[0]).toBeLessThan(values.at(-1) ?? 0);
    expect(values).toStrictEqual(values.toSorted((one, other) => one - other));
    // Ten values came within half a second.
    expect(values.length).toBeGreaterThanOrEqual(2);
    expect(values.length).toBeLessThanOrEqual(4);
  });

  it('hears of the progress of its own runs, and of no other tenant’s', async () => {
    const told = await watched({ datasetId: undefined }, async ({ machine, signals }) => {
      for (const [tenant, dataset] of [
        [other, theirs],
        [tenantId, datasetId],
      ] as const) {
        const value = encodeSignal(progressOf(tenant, dataset));
        await machine.until(signals.publish(topics.taskProgress, { key: 'run', partition: 0, value }));
        await machine.advance(1_000);
      }
    });
    expect(told).toMatchObject([{ datasetId, progress: expect.any(Number) as number }]);
  });
});

const progressOf = (tenant: TenantId, dataset: DatasetId): TaskProgress => ({
  type: 'progress',
  workerId: 'w' as WorkerId,
  tenantId: tenant,
  datasetId: dataset,
  documentId: `document of ${tenant}` as DocumentId,
  run: 1,
  runId: `run of ${tenant}` as RunId,
  taskId: 'plan' as TaskId,
  attempt: 1,
  step: 'parse',
  done: 1,
  of: 2,
  count: 2,
  unit: 'page',
});
