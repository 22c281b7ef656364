import { describe, expect, it } from 'vitest';
import type { Fault } from '../memory/faults.ts';
import type { Position } from '../port/position.ts';
import type { LedgerEvent } from '../testing/ledger.ts';
import { deposit, type LedgerWorld, ledgerWorld, strangeRecord, topic } from '../testing/world.ts';
import { type FollowOptions, followPartition } from './follow.ts';

/** Follows in the background and notes amounts, failures and the positions of batches. */
function follow({ log, codec, machine }: LedgerWorld, from: Position | undefined, change: Partial<FollowOptions<LedgerEvent>> = {}) {
  const abort = new AbortController();
  const seen: (number | string)[] = [];
  const troubles: string[] = [];
  let position: Position | undefined;
  const done = followPartition<LedgerEvent>({
    log,
    topic,
    partition: 0,
    from,
    codec,
    machine,
    signal: abort.signal,
    onTrouble: (detail) => void troubles.push(detail),
    onRecords(batch) {
      for (const one of batch.records) {
        if (one.kind === 'failure') seen.push(`${one.key} ${one.offset} ${one.failure.kind}`);
        else if (one.record.event.type === 'Deposited') seen.push(one.record.event.amount);
      }
      position = batch.position;
    },
    ...change,
  });
  return { seen, troubles, done, stop: () => abort.abort(), position: () => position };
}

async function deposited(world: LedgerWorld, ...amounts: readonly number[]) {
  const owner = await world.startOwner();
  for (const amount of amounts) await world.machine.until(owner.submit(deposit(amount)));
  return owner;
}

describe('following a partition', () => {
  it('hands over each record that counts once and in order, from the beginning and as new ones come', async () => {
    const world = await ledgerWorld({});
    const owner = await deposited(world, 1, 2);
    const reader = follow(world, undefined);
    await world.machine.advance(10);
    await world.machine.until(owner.submit(deposit(3)));
    await world.machine.advance(0);
    expect(reader.seen).toEqual([1, 2, 3]);
    reader.stop();
    expect(await world.machine.until(reader.done)).toEqual({ kind: 'stopped' });
  });

  it('goes on from a position, and moves it past records that do not count', async () => {
    const world = await ledgerWorld({});
    const owner = await deposited(world, 1);
    const from = owner.position();
    world.log.intrude(topic, 0, [strangeRecord, { key: '', value: new Uint8Array(0), stamp: { at: -1, previous: from.link } }]);
    world.log.takeOffsets(topic, 0, 3);
    const reader = follow(world, from);
    await world.machine.advance(10);
    expect(reader.seen).toEqual([]);
    expect(reader.position()).toEqual({ offset: from.offset + 5, link: from.link });
    await world.machine.until(owner.submit(deposit(2)));
    await world.machine.advance(10);
    expect(reader.seen).toEqual([2]);
    reader.stop();
  });

  it('reports its position even when no record comes', async () => {
    const world = await ledgerWorld({});
    const reader = follow(world, undefined);
    await world.machine.advance(10);
    expect(reader.position()?.offset).toBe(0);
    reader.stop();
  });

  it('opens another session after any error, and neither misses nor repeats a record', async () => {
    const hits: Fault[] = [{ kind: 'lost-request' }, { kind: 'deposed' }, { kind: 'slow', delayMs: 100 }, { kind: 'lost-answer' }];
    let reads = 0;
    let isReading = false;
    const world = await ledgerWorld({
      faults({ operation }) {
        if (!isReading || (operation !== 'read' && operation !== 'open')) return undefined;
        reads += 1;
        return reads % 3 === 0 ? hits[(reads / 3) % hits.length] : undefined;
      },
    });
    const owner = await deposited(world);
    isReading = true;
    const reader = follow(world, undefined, { limits: { readRecords: 2 } });
    for (let amount = 1; amount <= 30; amount += 1) {
      await world.machine.until(owner.submit(deposit(amount)));
      await world.machine.advance(200);
      if (amount % 5 === 0) world.log.endSessions(topic, 0);
    }
    await world.machine.advance(60_000); // a deposed server says nothing
    expect(reader.seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(reader.troubles.length).toBeGreaterThan(0);
    reader.stop();
  });

  it('hands over a record that it cannot decode as a failure, and goes on', async () => {
    const world = await ledgerWorld({});
    await deposited(world, 1, 2, 3);
    const decode: typeof world.codec.decode = (value) => {
      const isBad = Buffer.from(value).includes('"amount":2');
      return isBad ? { ok: false, failure: { kind: 'unknown-schema', detail: 'schema 7' } } : world.codec.decode(value);
    };
    const reader = follow(world, undefined, { codec: { ...world.codec, decode } });
    await world.machine.advance(5_000);
    expect(reader.seen).toEqual([1, 'main 2 unknown-schema', 3]);
    reader.stop();
  });

  it('waits for a schema that is on its way', async () => {
    const world = await ledgerWorld({});
    await deposited(world, 1);
    let isKnown = false;
    const decode: typeof world.codec.decode = (value) =>
      isKnown ? world.codec.decode(value) : { ok: false, failure: { kind: 'unknown-schema', detail: 'schema 7' } };
    const reader = follow(world, undefined, { codec: { ...world.codec, decode } });
    await world.machine.advance(500);
    isKnown = true;
    await world.machine.advance(500);
    expect(reader.seen).toEqual([1]);
    reader.stop();
  });

  it('looks for a schema of another writer only when it meets a record with it', async () => {
    const world = await ledgerWorld({});
    await deposited(world, 1, 2);
    let looks = 0;
    const codec: typeof world.codec = {
      ...world.codec,
      decode: (value) => (looks > 0 ? world.codec.decode(value) : { ok: false, failure: { kind: 'unknown-schema', detail: 'schema 7' } }),
      learnMore: async () => {
        looks += 1;
      },
    };
    const reader = follow(world, undefined, { codec });
    await world.machine.advance(10);
    expect(reader.seen).toEqual([1, 2]);
    expect(looks).toBe(1);
    reader.stop();
  });

  it('waits while it cannot look for a schema, because a log that is down proves nothing', async () => {
    const world = await ledgerWorld({});
    await deposited(world, 1);
    let isDown = true;
    const codec: typeof world.codec = {
      ...world.codec,
      decode: (value) => (isDown ? { ok: false, failure: { kind: 'unknown-schema', detail: 'schema 7' } } : world.codec.decode(value)),
      learnMore: () => (isDown ? Promise.reject(new Error('the log is down')) : Promise.resolve()),
    };
    const reader = follow(world, undefined, { codec });
    await world.machine.advance(30_000);
    expect(reader.troubles).toContain('the log is down');
    isDown = false;
    await world.machine.advance(5_000);
    expect(reader.seen).toEqual([1]);
    reader.stop();
  });

  it('rethrows an error of its handler', async () => {
    const world = await ledgerWorld({});
    const reader = follow(world, undefined, {
      onRecords() {
        throw new Error('the handler is broken');
      },
    });
    await expect(world.machine.until(reader.done)).rejects.toThrow('the handler is broken');
  });
});

describe('a log that lost its tail', () => {
  async function cut(cutAt: number, ...amounts: readonly number[]) {
    const world = await ledgerWorld({});
    const owner = await deposited(world, 1, 2, 3);
    const running = follow(world, undefined);
    await world.machine.advance(10);
    await world.machine.until(owner.stop());
    const from = owner.position();
    world.log.cutTail(topic, 0, cutAt);
    const successor = await deposited(world, ...amounts);
    return { world, running, restarted: follow(world, from), successor };
  }

  it('is detected once other records fill it, by a running reader and by one that starts again', async () => {
    const { world, running, restarted } = await cut(2, 7, 8, 9);
    expect(await world.machine.until(running.done)).toMatchObject({ kind: 'log-diverged' });
    expect(await world.machine.until(restarted.done)).toMatchObject({ kind: 'log-diverged' });
    expect(running.seen).toEqual([1, 2, 3]);
    expect(restarted.seen).toEqual([]);
  });

  it('makes readers wait while it is only shorter, because that proves nothing to a reader', async () => {
    const { world, running, restarted, successor } = await cut(2);
    await world.machine.advance(60_000);
    expect(running.troubles).toContain('the log is shorter here than what was read of it');
    expect(restarted.troubles).toContain('the log is shorter here than what was read of it');
    for (const amount of [7, 8, 9]) await world.machine.until(successor.submit(deposit(amount)));
    expect(await world.machine.until(running.done)).toMatchObject({ kind: 'log-diverged' });
    expect(await world.machine.until(restarted.done)).toMatchObject({ kind: 'log-diverged' });
  });
});
