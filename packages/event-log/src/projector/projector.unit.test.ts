import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../port/envelope.ts';
import type { LedgerEvent } from '../testing/ledger.ts';
import { createMemoryProjectionStore } from '../testing/memory-projection-store.ts';
import { deposit, type LedgerWorld, ledgerWorld, strangeRecord, topic, withdraw } from '../testing/world.ts';
import type { ProjectorOptions } from './options.ts';
import { runProjector } from './projector.ts';
import type { ProjectionStore } from './store.ts';

interface Booked {
  readonly account: string;
  readonly commandId: string;
  readonly amount: number;
}

/** Bookings as sets, so that a redelivery shows. */
function bookings() {
  const rows: Booked[] = [];
  return { rows, store: createMemoryProjectionStore<Booked>((row) => void rows.push(row)) };
}

function apply({ event, meta }: RecordedEvent<LedgerEvent>): readonly Booked[] {
  if (event.type !== 'Deposited' && event.type !== 'Withdrawn') return [];
  if (event.amount === 13) throw new Error('an unlucky amount');
  return [{ account: event.account, commandId: meta.commandId, amount: event.amount }];
}

type Options = ProjectorOptions<LedgerEvent, Booked, undefined>;

function project({ log, codec, machine }: LedgerWorld, store: ProjectionStore<Booked>, change: Partial<Options> = {}) {
  const projection = { name: 'bookings', version: 1, topics: [topic], apply };
  return runProjector<LedgerEvent, Booked, undefined>({
    projection,
    helpers: undefined,
    store,
    log,
    codec,
    machine,
    partitions: 1,
    ...change,
  });
}

const amounts = (rows: readonly Booked[]) => rows.map(({ amount }) => amount);

describe('a projector', () => {
  it('applies every record that counts once, and passes the others', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    const { rows, store } = bookings();
    await world.machine.until(owner.submit(deposit(1)));
    world.log.intrude(topic, 0, [strangeRecord]);
    await world.machine.until(owner.submit(deposit(2)));
    const projector = project(world, store);
    await world.machine.until(projector.caughtUp());
    await world.machine.until(owner.submit(deposit(3)));
    await world.machine.advance(10);
    expect(amounts(rows)).toEqual([1, 2, 3]);
    expect(projector.progress()).toMatchObject([{ state: 'following', position: owner.position(), end: owner.position().offset }]);
    await world.machine.until(projector.stop());
  });

  it('goes on from its stored position after a restart', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    const { rows, store } = bookings();
    for (const amount of [1, 2]) {
      const projector = project(world, store);
      await world.machine.until(owner.submit(deposit(amount)));
      await world.machine.until(projector.caughtUp());
      await world.machine.until(projector.stop());
    }
    expect(amounts(rows)).toEqual([1, 2]);
  });

  it('settles a commit without an answer by reading the position again', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    const { rows, store } = bookings();
    let lost = 0;
    const forgetful: ProjectionStore<Booked> = {
      load: () => store.load(),
      async commit(commit) {
        const outcome = await store.commit(commit);
        lost += 1;
        if (lost % 2 === 1) throw new Error('connection closed');
        return outcome;
      },
    };
    for (const amount of [1, 2, 3]) await world.machine.until(owner.submit(deposit(amount)));
    const projector = project(world, forgetful, { limits: { batchRecordsMax: 1 } });
    await world.machine.until(projector.caughtUp());
    expect(amounts(rows)).toEqual([1, 2, 3]);
    await world.machine.until(projector.stop());
  });

  it('leaves the rows right when two projectors share one store', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    const { rows, store } = bookings();
    const projectors = [
      project(world, store, { limits: { batchRecordsMax: 2 } }),
      project(world, store, { limits: { batchRecordsMax: 3 } }),
    ];
    for (const amount of [1, 2, 3, 4, 5, 6, 7]) await world.machine.until(owner.submit(deposit(amount)));
    for (const projector of projectors) await world.machine.until(projector.caughtUp());
    await world.machine.advance(10);
    expect(amounts(rows)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const projector of projectors) await world.machine.until(projector.stop());
  });

  it('reports that its store is down, and goes on when it is back', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    const { rows, store } = bookings();
    let isDown = true;
    const refuse = async () => {
      if (isDown) throw new Error('the database is down');
    };
    const flaky: ProjectionStore<Booked> = {
      load: () => store.load(),
      commit: async (commit) => {
        await refuse();
        return store.commit(commit);
      },
    };
    await world.machine.until(owner.submit(deposit(1)));
    const projector = project(world, flaky);
    await world.machine.advance(1_000);
    expect(projector.progress()).toMatchObject([{ state: 'store-down', trouble: 'the database is down' }]);
    isDown = false;
    await world.machine.until(projector.caughtUp());
    expect(amounts(rows)).toEqual([1]);
    await world.machine.until(projector.stop());
  });
});

describe('a record that fails', () => {
  const other = { type: 'Deposit', ledger: 'other', account: 'bob', amount: 7 } as const;

  async function poisoned() {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    for (const amount of [1, 13, 2]) await world.machine.until(owner.submit(deposit(amount)));
    await world.machine.until(owner.submit({ ...deposit(1), command: other }));
    return { world, owner, ...bookings() };
  }

  it('stops its own key only, from its own offset on, across restarts', async () => {
    const { world, owner, rows, store } = await poisoned();
    for (let restarts = 0; restarts < 2; restarts += 1) {
      const projector = project(world, store);
      await world.machine.until(owner.submit(deposit(3)));
      await world.machine.until(projector.caughtUp());
      expect(projector.progress()[0]?.stopped).toMatchObject([
        { key: 'main', offset: 2, category: 'handler-threw', detail: 'an unlucky amount' },
      ]);
      await world.machine.until(projector.stop());
    }
    expect(amounts(rows)).toEqual([1, 7]);
  });

  it('is applied with all skipped records once its key is resolved', async () => {
    const { world, owner, rows, store } = await poisoned();
    const failing = project(world, store);
    await world.machine.until(failing.caughtUp());
    expect(await world.machine.until(failing.resolve(`${topic}/0`, 'main'))).toBe('still-failing');
    await world.machine.until(failing.stop());
    const mended = {
      name: 'bookings',
      version: 1,
      topics: [topic],
      apply: (record: RecordedEvent<LedgerEvent>) => (record.offset === 2 ? [] : apply(record)),
    };
    const projector = project(world, store, { projection: mended, limits: { batchRecordsMax: 1 } });
    await world.machine.until(projector.caughtUp());
    expect(await world.machine.until(projector.resolve(`${topic}/0`, 'main'))).toBe('resolved');
    expect(await world.machine.until(projector.resolve(`${topic}/0`, 'main'))).toBe('not-stopped');
    await world.machine.until(owner.submit(deposit(4)));
    await world.machine.until(projector.caughtUp());
    expect(amounts(rows)).toEqual([1, 7, 2, 4]);
    expect((await store.load()).stopped).toEqual([]);
    await world.machine.until(projector.stop());
  });

  it('ends a rebuild', async () => {
    const { world, store } = await poisoned();
    const projector = project(world, store, { onPoison: 'end' });
    expect(await world.machine.until(projector.ended)).toMatchObject({ kind: 'poisoned', stopped: { key: 'main', offset: 2 } });
  });

  it('that cannot be decoded stops its key under the name of its failure', async () => {
    const { world, store } = await poisoned();
    const codec: Options['codec'] = {
      ...world.codec,
      decode: (value) =>
        Buffer.from(value).includes('bob')
          ? { ok: false, failure: { kind: 'unknown-type', detail: 'of the future' } }
          : world.codec.decode(value),
    };
    const projector = project(world, store, { codec });
    await world.machine.until(projector.caughtUp());
    expect(projector.progress()[0]?.stopped).toMatchObject([
      { key: 'main' },
      { key: 'other', category: 'unknown-type', detail: 'of the future' },
    ]);
    await world.machine.until(projector.stop());
  });
});

it('stops with log-diverged when its position belongs to another log', async () => {
  const world = await ledgerWorld({});
  const owner = await world.startOwner();
  const { store } = bookings();
  for (const amount of [1, 2]) await world.machine.until(owner.submit(deposit(amount)));
  const projector = project(world, store);
  await world.machine.until(projector.caughtUp());
  await world.machine.until(projector.stop());
  await world.machine.until(owner.stop());
  world.log.cutTail(topic, 0, 2);
  const successor = await world.startOwner();
  await world.machine.until(successor.submit(withdraw(1)));
  const again = project(world, store);
  expect(await world.machine.until(again.ended)).toMatchObject({ kind: 'log-diverged' });
});
