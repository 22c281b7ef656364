import { describe, expect, it } from 'vitest';
import { ledgerSubmission } from '../testing/ledger.ts';
import { createMemorySnapshotStore } from '../testing/memory-snapshot-store.ts';
import { mulberry32 } from '../testing/virtual-machine.ts';
import { deposit, type LedgerWorld, ledgerWorld, withdraw } from '../testing/world.ts';
import type { SnapshotOptions } from './keeper.ts';
import type { SnapshotPlace, SnapshotStore } from './store.ts';

const place: SnapshotPlace = { topic: 'ledger.events', partition: 0 };
const fingerprint = 'rules of today';

type Memory = SnapshotStore & { readonly names: () => Promise<readonly string[]> };

function createStore(): Memory {
  const store = createMemorySnapshotStore();
  return { ...store, names: () => store.list(place) };
}

async function worldWithSnapshots(seed: number, change: Partial<SnapshotOptions> = {}) {
  const world = await ledgerWorld({ seed });
  const store = createStore();
  const troubles: string[] = [];
  const snapshots: SnapshotOptions = {
    store,
    fingerprint,
    everyRecords: 5,
    onTrouble: (_, detail) => void troubles.push(detail),
    ...change,
  };
  const answered = async (submissions: readonly Parameters<Awaited<ReturnType<LedgerWorld['startOwner']>>['submit']>[0][]) => {
    for (const one of submissions) await world.machine.until(owner.submit(one));
    await world.machine.advance(1_000); // the snapshot is written
  };
  let owner = await world.startOwner({ snapshots });
  return {
    ...world,
    store,
    snapshots,
    troubles,
    answered,
    owner: () => owner,
    /** Restarts as after a kill: the earlier owner sends nothing more. */
    async restart(options: Partial<SnapshotOptions> = {}) {
      owner = await world.startOwner({ snapshots: { ...snapshots, ...options } });
      return owner;
    },
    freshDigest: async () => (await world.startOwner()).digest(),
  };
}

const deposits = (count: number) => Array.from({ length: count }, (_, index) => deposit(1, { commandId: `deposit-${index}` }));

/** Counts reads of the log below an offset. A start from a snapshot reads only the tail. */
describe('an owner with snapshots', () => {
  it('starts from the newest snapshot and the tail after it', async () => {
    const world = await worldWithSnapshots(1);
    await world.answered(deposits(23));
    expect(await world.store.names()).not.toHaveLength(0);
    const restarted = await world.restart();
    expect(restarted.digest()).toBe(await world.freshDigest());
    expect(restarted.scope('main').get('account', 'ada')).toMatchObject({ balance: 23 });
    expect(world.troubles).toEqual([]);
  });

  it('remembers the commands from before the snapshot', async () => {
    const world = await worldWithSnapshots(2);
    await world.answered(deposits(20));
    const restarted = await world.restart();
    const repeated = await world.machine.until(restarted.submit(deposit(1, { commandId: 'deposit-3' })));
    expect(repeated).toMatchObject({ kind: 'duplicate' });
  });

  it('refuses a cause that was settled before the snapshot', async () => {
    const world = await worldWithSnapshots(3);
    const cause = { manager: 'm', generation: 1, sourceLogId: 'l', topic: 't', partition: 0, offset: 7, index: 0 };
    await world.answered([deposit(1, { cause, remembered: false }), ...deposits(12)]);
    const restarted = await world.restart();
    const repeated = await world.machine.until(restarted.submit(deposit(1, { cause, remembered: false })));
    expect(repeated.kind).toBe('unchanged');
  });

  it('takes the snapshot before when the newest is damaged, and folds the log when none is complete', async () => {
    const world = await worldWithSnapshots(4);
    await world.answered(deposits(40));
    const names = [...(await world.store.names())].toSorted();
    const damaged = (damage: (name: string) => boolean): SnapshotStore => ({
      ...world.store,
      remove: async () => undefined,
      read: async (at, name) => {
        const bytes = await world.store.read(at, name);
        if (bytes === undefined || !damage(name)) return bytes;
        const broken = bytes.slice();
        broken[broken.byteLength >>> 1] = (broken[broken.byteLength >>> 1] ?? 0) ^ 1;
        return broken;
      },
    });
    const newest = names.findLast((name) => name.startsWith('manifest'));
    for (const damage of [(name: string) => name === newest, (name: string) => name.startsWith('segment'), () => true]) {
      const restarted = await world.restart({ store: damaged(damage) });
      expect(restarted.digest()).toBe(await world.freshDigest());
    }
    expect(world.troubles.length).toBeGreaterThanOrEqual(3);
  });

  it('folds the log when the snapshot has another fingerprint', async () => {
    const world = await worldWithSnapshots(5);
    await world.answered(deposits(20));
    const restarted = await world.restart({ fingerprint: 'rules of tomorrow' });
    expect(restarted.digest()).toBe(await world.freshDigest());
    expect(world.troubles).toHaveLength(2);
  });

  it('keeps no more files than two snapshots name, however long it runs', async () => {
    const world = await worldWithSnapshots(6);
    const counts: number[] = [];
    for (let round = 0; round < 40; round += 1) {
      await world.answered(deposits(6).map((one) => ({ ...one, commandId: `${one.commandId}-${round}` })));
      counts.push((await world.store.names()).length);
    }
    expect(Math.max(...counts)).toBeLessThanOrEqual(2 + 2 * Math.ceil(Math.log2(240) + 1));
  });

  it('puts changes that could not be written into the next snapshot', async () => {
    const store = createStore();
    let isFull = false;
    const full: SnapshotStore = {
      ...store,
      async write(...of) {
        if (isFull) throw new Error('the disk is full');
        await store.write(...of);
      },
    };
    const world = await worldWithSnapshots(7, { store: full });
    await world.answered(deposits(7));
    isFull = true;
    await world.answered([...deposits(20).slice(7), ledgerSubmission({ type: 'CloseLedger', ledger: 'other' }, { commandId: 'close' })]);
    isFull = false;
    await world.answered(deposits(40).slice(20));
    const restarted = await world.restart();
    expect(restarted.digest()).toBe(await world.freshDigest());
    expect(world.troubles).toContain('the snapshot cannot be written; the next one holds its changes too: the disk is full');
  });

  it('writes no changes twice when obsolete files cannot be removed', async () => {
    const store = createStore();
    let isStuck = true;
    const stuck: SnapshotStore = {
      ...store,
      async remove(...of) {
        if (isStuck) throw new Error('the answer was lost');
        await store.remove(...of);
      },
    };
    const world = await worldWithSnapshots(10, { store: stuck });
    await world.answered(deposits(40));
    expect(world.troubles).toContain('obsolete snapshot files cannot be removed; the next snapshot tries again: the answer was lost');
    isStuck = false;
    await world.answered(deposits(60).slice(40));
    expect(await store.names()).not.toHaveLength(0);
    const restarted = await world.restart();
    expect(restarted.digest()).toBe(await world.freshDigest());
    expect((await store.names()).length).toBeLessThanOrEqual(10);
  });

  it('stops with log-diverged when the snapshot was made from another log', async () => {
    const world = await worldWithSnapshots(8);
    await world.answered(deposits(20));
    const other = await ledgerWorld({ seed: 9 });
    await other.startOwner();
    await expect(other.startOwner({ snapshots: world.snapshots })).rejects.toThrow('log-diverged');
  });
});

const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

describe('a snapshot that is killed while it is written', () => {
  it.each(seeds)('does no harm, whenever the kill comes (seed %i)', async (seed) => {
    const chance = mulberry32(seed);
    const store = createStore();
    let killAfter = Number.POSITIVE_INFINITY;
    /** A killed process sends no more requests, and never learns the result of its last one. */
    const mortal =
      <Args extends readonly unknown[], Answer>(act: (...of: Args) => Promise<Answer>) =>
      async (...of: Args): Promise<Answer> => {
        if (killAfter <= 0) return await new Promise<never>(() => undefined);
        killAfter -= 1;
        const answer = await act(...of);
        return killAfter <= 0 ? await new Promise<never>(() => undefined) : answer;
      };
    const through = (): SnapshotStore => ({
      list: mortal(store.list),
      read: mortal(store.read),
      write: mortal(store.write),
      remove: mortal(store.remove),
    });
    const everyRecords = 1 + Math.floor(chance() * 8);
    const world = await worldWithSnapshots(seed, { store: through(), everyRecords });
    let commands = 0;
    for (let life = 0; life < 6; life += 1) {
      killAfter = Math.floor(chance() * 14);
      for (let left = Math.floor(chance() * 25); left > 0; left -= 1) {
        commands += 1;
        const commandId = `command-${chance() < 0.2 ? Math.floor(chance() * commands) : commands}`;
        const account = `account-${Math.floor(chance() * 4)}`;
        const ledger = `ledger-${Math.floor(chance() * 3)}`;
        const amount = Math.floor(chance() * 5);
        const type = chance() < 0.6 ? 'Deposit' : chance() < 0.9 ? 'Withdraw' : 'CloseLedger';
        const command = type === 'CloseLedger' ? ({ type, ledger } as const) : ({ type, ledger, account, amount } as const);
        await world.answered([ledgerSubmission(command, { commandId })]);
      }
      killAfter = Number.POSITIVE_INFINITY;
      const restarted = await world.restart({ store: through(), everyRecords });
      expect(restarted.digest()).toBe(await world.freshDigest());
    }
    await world.answered([withdraw(0, { commandId: 'last' })]);
    expect(world.troubles).toEqual([]);
  });
});
