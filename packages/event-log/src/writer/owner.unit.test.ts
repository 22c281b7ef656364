import { describe, expect, it } from 'vitest';
import { isStampedHere } from '../chain/chain.ts';
import { genesisLink } from '../chain/link.ts';
import type { Fault, FaultPoint } from '../memory/faults.ts';
import type { Cause } from '../port/envelope.ts';
import { ledgerSubmission } from '../testing/ledger.ts';
import { deposit, type LedgerWorld, ledgerWorld, strangeRecord, topic, withdraw } from '../testing/world.ts';
import type { OwnerObserver } from './observer.ts';
import type { OwnerAlarm } from './owner.ts';

/** Faults by the request that they hit: the first append, the second one … */
function faultsAt(operation: FaultPoint['operation'], ...hits: readonly (Fault | undefined)[]) {
  let armed = false;
  const rest = [...hits];
  return {
    arm: () => {
      armed = true;
    },
    faults: (point: FaultPoint) => (armed && point.operation === operation ? rest.shift() : undefined),
  };
}

const counting = (world: LedgerWorld) => world.contents().filter(isStampedHere);

/** Sends what was just submitted, without time passing. */
const submitAll = <Value>(world: LedgerWorld, promises: readonly Promise<Value>[]) => world.machine.until(Promise.all(promises));

function observed() {
  const seen: string[] = [];
  const observer: OwnerObserver = {
    onBatch: ({ outcome, events, commands }) => void seen.push(`${outcome} ${events}/${commands}`),
    onProof: ({ answers, moved }) => void seen.push(`proof ${answers}${moved ? ' moved' : ''}`),
  };
  return { seen, observer };
}

describe('a partition', () => {
  it('begins with a genesis record that holds a random log id', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    expect(counting(world)).toMatchObject([{ offset: 0, stamp: { at: 0, previous: genesisLink } }]);
    const other = await world.startOwner();
    expect(other.logId).toBe(owner.logId);
    expect((await (await ledgerWorld({ seed: 2 })).startOwner()).logId).not.toBe(owner.logId);
  });

  it('gets one genesis record, however many owners begin it at once and whatever another program left there', async () => {
    const world = await ledgerWorld({});
    world.log.intrude(topic, 0, [strangeRecord]);
    const owners = [world.createOwner(), world.createOwner(), world.createOwner()];
    await submitAll(
      world,
      owners.map((owner) => owner.start()),
    );
    expect(new Set(owners.map(({ logId }) => logId)).size).toBe(1);
    expect(counting(world)).toHaveLength(1);
  });

  it.each(['lost-request', 'lost-answer', 'error-after-append'] as const)(
    'gets its genesis record when the first try meets a %s',
    async (kind) => {
      const { faults, arm } = faultsAt('append', { kind });
      arm();
      const world = await ledgerWorld({ faults });
      const owner = await world.startOwner();
      expect(counting(world)).toHaveLength(1);
      expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'accepted' });
    },
  );
});

describe('group commit', () => {
  it('sends all waiting commands as one batch, each decided on the state that the ones before it leave', async () => {
    const world = await ledgerWorld({});
    const { seen, observer } = observed();
    const owner = await world.startOwner({ observer });
    const outcomes = await submitAll(world, [
      owner.submit(deposit(5)),
      owner.submit(withdraw(3)),
      owner.submit(withdraw(3)),
      owner.submit(deposit(1)),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'rejected', 'accepted']);
    expect(outcomes[2]).toMatchObject({ reason: 'balance-too-low', detail: { balance: 2 } });
    expect(seen).toEqual(['confirmed 3/3']);
    expect(owner.scope('main').get('account', 'ada')).toEqual({ balance: 3, version: 3 });
  });

  it('has one batch in flight: commands that come meanwhile are decided after it, in one more batch', async () => {
    const { faults, arm } = faultsAt('append', { kind: 'slow', delayMs: 100 });
    const world = await ledgerWorld({ faults });
    const { seen, observer } = observed();
    const owner = await world.startOwner({ observer });
    arm();
    const first = owner.submit(deposit(1));
    await world.machine.advance(50);
    await submitAll(world, [first, owner.submit(deposit(1)), owner.submit(deposit(1))]);
    expect(seen).toEqual(['confirmed 1/1', 'confirmed 2/2']);
  });

  it('keeps to 500 events and 512 KiB a batch, and never splits a command', async () => {
    const world = await ledgerWorld({});
    const { seen, observer } = observed();
    const owner = await world.startOwner({ observer });
    const many = (commandId: string, times: number, noteLength = 0) =>
      owner.submit(ledgerSubmission({ type: 'DepositMany', ledger: 'main', account: 'ada', times, noteLength }, { commandId }));
    await submitAll(world, [many('a', 200), many('b', 200), many('c', 150), many('d', 1)]);
    await submitAll(world, [many('e', 20, 10_000), many('f', 20, 10_000), many('g', 20, 10_000)]);
    expect(seen).toEqual(['confirmed 400/2', 'confirmed 151/2', 'confirmed 40/2', 'confirmed 20/1']);
  });

  it('writes nothing of a command with more than 200 events or 256 KiB', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    const before = owner.position();
    for (const [times, noteLength] of [
      [201, 0],
      [20, 14_000],
    ] as const) {
      const command = { type: 'DepositMany', ledger: 'main', account: 'ada', times, noteLength } as const;
      expect(await world.machine.until(owner.submit(ledgerSubmission(command, { commandId: `${times}` })))).toMatchObject({
        kind: 'unavailable',
        cause: 'command-too-large',
      });
    }
    expect(owner.position()).toEqual(before);
    expect(owner.scope('main').get('account', 'ada')).toBeUndefined();
  });

  it('halves its batch when the log reports that it is too large', async () => {
    const { faults, arm } = faultsAt('append', { kind: 'refused', reason: 'too-large' });
    const world = await ledgerWorld({ faults });
    const { seen, observer } = observed();
    const owner = await world.startOwner({ observer });
    arm();
    const outcomes = await submitAll(
      world,
      [1, 2, 3, 4].map((amount) => owner.submit(deposit(amount))),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
    expect(seen).toEqual(['refused 4/4', 'confirmed 2/2', 'confirmed 2/2']);
  });

  it('fails only the command whose rule throws, and goes on', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    const broken = owner.submit(ledgerSubmission({ type: 'Break', ledger: 'main' }, { commandId: 'broken' }));
    broken.catch(() => undefined);
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'accepted' });
    await expect(broken).rejects.toThrow('this rule is broken');
  });
});

describe('the queue', () => {
  it('holds 2,000 commands; the next is unavailable at once', async () => {
    const { faults, arm } = faultsAt('append', { kind: 'slow', delayMs: 1_000 });
    const world = await ledgerWorld({ faults });
    const owner = await world.startOwner();
    arm();
    const first = owner.submit(deposit(1));
    await world.machine.advance(1);
    const waiting = Array.from({ length: 2_000 }, () => owner.submit(deposit(1)));
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'unavailable', cause: 'overloaded' });
    for (const outcome of await submitAll(world, [first, ...waiting])) expect(outcome.kind).toBe('accepted');
  });

  it('answers unavailable after 2 s of waiting, while the sent batch is still in doubt', async () => {
    const { faults, arm } = faultsAt('append', { kind: 'slow', delayMs: 5_000 });
    const world = await ledgerWorld({ faults });
    const owner = await world.startOwner();
    arm();
    const first = owner.submit(deposit(1));
    await world.machine.advance(1);
    const startedMs = world.machine.clock.monotonicMs();
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'unavailable', cause: 'overloaded' });
    expect(world.machine.clock.monotonicMs() - startedMs).toBeLessThan(2_200);
    expect(await world.machine.until(first)).toMatchObject({ kind: 'accepted' });
  });

  it('answers log-down when no session can be opened', async () => {
    const world = await ledgerWorld({ faults: ({ operation }) => (operation === 'open' ? { kind: 'lost-request' } : undefined) });
    const owner = world.createOwner();
    owner.start().catch(() => undefined);
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'unavailable', cause: 'log-down' });
    await world.machine.until(owner.stop());
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'unavailable', cause: 'no-owner' });
  });
});

describe('an append', () => {
  it('that lost the race never counts, and its commands are decided again on the new records', async () => {
    const world = await ledgerWorld({});
    const { seen, observer } = observed();
    const [one, other] = [await world.startOwner(), await world.startOwner({ observer })];
    await world.machine.until(one.submit(deposit(5)));
    expect(await world.machine.until(other.submit(deposit(1)))).toMatchObject({ kind: 'accepted', version: 2 });
    expect(seen).toEqual(['lost 1/1', 'confirmed 1/1']);
    expect(await world.machine.until(one.submit(withdraw(7)))).toMatchObject({ kind: 'rejected', detail: { balance: 6 } });
    expect((await world.startOwner()).digest()).toBe(one.digest());
  });

  it.each([
    ['lost-answer', 'doubt-written 1/1'],
    ['error-after-append', 'doubt-written 1/1'],
    ['lost-request', 'doubt-not-written 1/1'],
    ['deposed', 'doubt-not-written 1/1'],
  ] as const)('in doubt by a %s is settled by a barrier before anything else is decided', async (kind, settled) => {
    const { faults, arm } = faultsAt('append', { kind });
    const world = await ledgerWorld({ faults });
    const { seen, observer } = observed();
    const owner = await world.startOwner({ observer });
    arm();
    expect(await world.machine.until(owner.submit(deposit(5)))).toMatchObject({ kind: 'accepted', version: 1 });
    expect(seen[0]).toBe(settled);
    expect(world.contents().some(({ stamp }) => stamp?.at === -1)).toBe(true);
    expect(await world.machine.until(owner.submit(withdraw(6)))).toMatchObject({ kind: 'rejected', detail: { balance: 5 } });
  });

  it('of one of two competing writers succeeds soon, however often they take each other’s place', async () => {
    const world = await ledgerWorld({});
    const owners = [await world.startOwner(), await world.startOwner()];
    const client = async (owner: (typeof owners)[number]) => {
      for (let round = 0; round < 10; round += 1) await owner.submit(deposit(1));
    };
    await submitAll(world, owners.map(client));
    expect(counting(world)).toHaveLength(1 + 20);
    expect(world.contents().length).toBeLessThan(100);
  });

  it('that lands late lies after its stamp and never counts', async () => {
    const { faults, arm } = faultsAt('append', { kind: 'late', delayMs: 500 });
    const world = await ledgerWorld({ faults });
    const owner = await world.startOwner();
    arm();
    await world.machine.until(owner.submit(deposit(5)));
    await world.machine.advance(1_000);
    expect(world.contents().filter(({ key }) => key === 'main')).toHaveLength(2);
    expect(await world.machine.until(owner.submit(withdraw(6)))).toMatchObject({ kind: 'rejected', detail: { balance: 5 } });
    expect((await world.startOwner()).scope('main').get('account', 'ada')).toEqual({ balance: 5, version: 1 });
  });

  it('delivered twice counts once', async () => {
    const { faults, arm } = faultsAt('append', { kind: 'doubled' });
    const world = await ledgerWorld({ faults });
    const owner = await world.startOwner();
    arm();
    await world.machine.until(owner.submit(deposit(5)));
    expect(await world.machine.until(owner.submit(deposit(5)))).toMatchObject({ kind: 'accepted', version: 2 });
    expect((await world.startOwner()).scope('main').get('account', 'ada')).toEqual({ balance: 10, version: 2 });
  });

  it('whose barrier is not acknowledged within the time of its request is unknown, never unavailable', async () => {
    let isDown = false;
    const faults = ({ operation }: FaultPoint): Fault | undefined =>
      isDown && operation !== 'read' ? { kind: 'lost-request' } : undefined;
    const world = await ledgerWorld({ faults });
    const owner = await world.startOwner();
    isDown = true;
    const sent = owner.submit(deposit(1));
    await world.machine.advance(10);
    const waiting = owner.submit(deposit(1));
    expect(await world.machine.until(waiting)).toMatchObject({ kind: 'unavailable', cause: 'log-down' });
    expect(await world.machine.until(sent)).toMatchObject({ kind: 'unknown' });
    isDown = false;
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'accepted', version: 1 });
  });

  it.each([
    ['storage-full', 'storage-full'],
    ['not-enough-replicas', 'log-down'],
    ['not-authorised', 'log-down'],
  ] as const)('that is refused as %s wrote nothing: unavailable at once, and no barrier', async (reason, cause) => {
    const { faults, arm } = faultsAt('append', { kind: 'refused', reason });
    const world = await ledgerWorld({ faults });
    const owner = await world.startOwner();
    arm();
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'unavailable', cause });
    expect(world.contents()).toHaveLength(1);
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'accepted', version: 1 });
  });

  it('over a session that is found closed is retried over a new one', async () => {
    const { faults, arm } = faultsAt('append', { kind: 'session-ends' });
    const world = await ledgerWorld({ faults });
    const owner = await world.startOwner();
    arm();
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'accepted' });
    expect(world.contents()).toHaveLength(2);
  });
});

describe('an answer that appends nothing', () => {
  it('is true on the log as of after its command came, whatever another owner did meanwhile', async () => {
    const world = await ledgerWorld({});
    const { seen, observer } = observed();
    const [one, other] = [await world.startOwner(), await world.startOwner({ observer })];
    await world.machine.until(one.submit(deposit(5)));
    expect(await world.machine.until(other.submit(withdraw(5)))).toMatchObject({ kind: 'accepted' });
    await world.machine.until(one.submit(deposit(7)));
    seen.length = 0;
    expect(await world.machine.until(other.submit(withdraw(8)))).toMatchObject({ kind: 'rejected', detail: { balance: 7 } });
    expect(seen).toEqual(['proof 1 moved']);
  });

  it('shares one proof with all answers that waited when it was sent', async () => {
    const world = await ledgerWorld({ proof: 'barrier' });
    const { seen, observer } = observed();
    const owner = await world.startOwner({ observer });
    const before = world.contents().length;
    await submitAll(
      world,
      Array.from({ length: 50 }, () => owner.submit(withdraw(1))),
    );
    expect(seen).toEqual(['proof 50']);
    expect(world.contents()).toHaveLength(before + 1);
  });

  it('costs nothing on a busy partition, because an append sent after its command came is the proof', async () => {
    const world = await ledgerWorld({ proof: 'barrier' });
    const { seen, observer } = observed();
    const owner = await world.startOwner({ observer });
    const outcomes = await submitAll(world, [owner.submit(withdraw(1)), owner.submit(deposit(1)), owner.submit(withdraw(2))]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['rejected', 'accepted', 'rejected']);
    expect(seen).toEqual(['confirmed 1/1']);
  });

  it('is not proved by an append that was sent before its command came', async () => {
    const { faults, arm } = faultsAt('append', { kind: 'slow', delayMs: 100 });
    const world = await ledgerWorld({ faults });
    const { seen, observer } = observed();
    const owner = await world.startOwner({ observer });
    arm();
    const first = owner.submit(deposit(1));
    await world.machine.advance(50);
    await submitAll(world, [first, owner.submit(withdraw(2))]);
    expect(seen).toEqual(['confirmed 1/1', 'proof 1']);
  });

  it('is never given by an owner whose server was deposed', async () => {
    const { faults, arm } = faultsAt('prove-end', { kind: 'deposed' });
    const world = await ledgerWorld({ faults });
    const [deposed, other] = [await world.startOwner(), await world.startOwner()];
    await world.machine.until(other.submit(deposit(5)));
    arm();
    expect(await world.machine.until(deposed.submit(withdraw(5)))).toMatchObject({ kind: 'accepted', version: 2 });
  });
});

describe('a version', () => {
  it('that If-Match names is compared with the target, and a conflict returns the present one', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    await world.machine.until(owner.submit(deposit(5)));
    expect(await world.machine.until(owner.submit(deposit(5, { ifVersion: 7 })))).toMatchObject({ kind: 'conflict', currentVersion: 1 });
    expect(await world.machine.until(owner.submit(withdraw(9, { ifVersion: 7 })))).toMatchObject({ kind: 'conflict', currentVersion: 1 });
    expect(await world.machine.until(owner.submit(deposit(5, { ifVersion: 1 })))).toMatchObject({ kind: 'accepted', version: 2 });
    const nobody = ledgerSubmission(
      { type: 'Withdraw', ledger: 'main', account: 'nobody', amount: 1 },
      { commandId: 'nobody', ifVersion: 3 },
    );
    expect(await world.machine.until(owner.submit(nobody))).toMatchObject({ kind: 'rejected' });
  });

  it('rises for the subject of each event and for no other', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    await world.machine.until(owner.submit(deposit(5)));
    const transfer = ledgerSubmission(
      { type: 'Transfer', ledger: 'main', account: 'ada', to: 'bob', amount: 2 },
      { commandId: 'transfer' },
    );
    expect(await world.machine.until(owner.submit(transfer))).toMatchObject({
      kind: 'accepted',
      version: 2,
      events: [{ type: 'Withdrawn' }, { type: 'Deposited' }],
    });
    expect(owner.scope('main').get('account', 'bob')).toEqual({ balance: 2, version: 1 });
  });
});

describe('idempotence', () => {
  it('answers a repeat like the first time, before it checks If-Match, on every owner and after a restart', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    const command = deposit(5, { ifVersion: 0 });
    const first = await world.machine.until(owner.submit(command));
    if (first.kind !== 'accepted') throw new Error('not accepted');
    await world.machine.until(owner.submit(deposit(1)));
    for (const repeater of [owner, await world.startOwner()]) {
      const repeat = await world.machine.until(repeater.submit(command));
      expect(repeat).toMatchObject({ kind: 'duplicate', version: 1, events: [{ type: 'Deposited', amount: 5 }], atMs: first.atMs });
    }
  });

  it('answers a repeat in the same batch as a duplicate', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    const command = deposit(5);
    const outcomes = await submitAll(world, [owner.submit(command), owner.submit(command)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'duplicate']);
  });

  it('refuses a key that came with another request', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    await world.machine.until(owner.submit(deposit(5, { commandId: 'same' })));
    expect(await world.machine.until(owner.submit(deposit(6, { commandId: 'same' })))).toMatchObject({ kind: 'key-reused' });
  });

  it('remembers only accepted commands with a key', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    const refused = withdraw(1);
    expect(await world.machine.until(owner.submit(refused))).toMatchObject({ kind: 'rejected' });
    const keyless = deposit(1, { remembered: false });
    await submitAll(world, [owner.submit(keyless), owner.submit(keyless)]);
    expect(owner.scope('main').get('account', 'ada')?.balance).toBe(2);
    expect(await world.machine.until(owner.submit(refused))).toMatchObject({ kind: 'accepted' });
  });

  it('lasts for 24 h of record time', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    const command = deposit(5);
    await world.machine.until(owner.submit(command));
    await world.machine.advance(23.9 * 3_600_000);
    expect(await world.machine.until(owner.submit(command))).toMatchObject({ kind: 'duplicate' });
    await world.machine.advance(1.2 * 3_600_000);
    await world.machine.until(owner.submit(deposit(1)));
    expect(await world.machine.until(owner.submit(command))).toMatchObject({ kind: 'accepted' });
  });

  it('refuses keys beyond its bound, and accepts commands without one', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner({ limits: { rememberedMax: 2 } });
    const outcomes = await submitAll(
      world,
      [1, 2, 3].map((amount) => owner.submit(deposit(amount))),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'unavailable']);
    expect(outcomes[2]).toMatchObject({ cause: 'too-many-keys' });
    expect(await world.machine.until(owner.submit(deposit(1, { remembered: false })))).toMatchObject({ kind: 'accepted' });
  });
});

describe('a cause', () => {
  const cause = (offset: number, change: Partial<Cause> = {}): Cause => ({
    manager: 'orchestrator',
    generation: 1,
    sourceLogId: 'source',
    topic: 'events',
    partition: 0,
    offset,
    index: 0,
    ...change,
  });
  const caused = (amount: number, from: Cause) => deposit(amount, { cause: from, remembered: false });

  it('is accepted once: it and all before it are refused for ever', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    await world.machine.until(owner.submit(caused(1, cause(7))));
    await world.machine.advance(48 * 3_600_000);
    for (const repeater of [owner, await world.startOwner()]) {
      for (const repeat of [cause(7), cause(6), cause(6, { index: 9 })]) {
        expect(await world.machine.until(repeater.submit(caused(1, repeat)))).toMatchObject({ kind: 'unchanged', version: 1 });
      }
    }
    expect(owner.scope('main').get('account', 'ada')?.balance).toBe(1);
  });

  it.each([
    ['a later index', { index: 1 }],
    ['another source partition', { partition: 1, offset: 0 }],
    ['another source topic', { topic: 'others', offset: 0 }],
    ['another manager', { manager: 'eraser', offset: 0 }],
    ['a later generation, which orders before the offset', { generation: 2, offset: 0 }],
  ])('is new with %s', async (_, change) => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    await world.machine.until(owner.submit(caused(1, cause(7))));
    expect(await world.machine.until(owner.submit(caused(1, cause(7, change))))).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    ['refused', () => withdraw(9, { cause: cause(3), remembered: false }), 'rejected'],
    ['without effect', () => deposit(0, { cause: cause(3), remembered: false }), 'unchanged'],
    ['in conflict', () => deposit(1, { cause: cause(3), remembered: false, ifVersion: 5 }), 'conflict'],
  ] as const)('whose command is %s still leaves a mark, and is refused after any restart', async (_, make, kind) => {
    const world = await ledgerWorld({});
    const { seen, observer } = observed();
    const owner = await world.startOwner({ observer });
    await world.machine.until(owner.submit(deposit(1)));
    seen.length = 0;
    expect(await world.machine.until(owner.submit(make()))).toMatchObject({ kind });
    expect(seen).toEqual(['confirmed 1/1']);
    await world.machine.until(owner.submit(deposit(20)));
    const restarted = await world.startOwner();
    expect(await world.machine.until(restarted.submit(make()))).toMatchObject({ kind: 'unchanged' });
    expect(restarted.scope('main').get('account', 'ada')?.balance).toBe(21);
    expect(restarted.digest()).toBe(owner.digest());
  });
});

describe('a record that this release cannot decode', () => {
  it.each([
    ['unknown-type', 'upgrade-needed'],
    ['unknown-schema', 'upgrade-needed'],
    ['cannot-decode', 'unreadable-record'],
  ] as const)('that is %s makes the owner give the partition up: no decision skips one', async (kind, state) => {
    const world = await ledgerWorld({});
    const writer = await world.startOwner();
    const reader = await world
      .startOwner({ codec: { ...world.codec, decode: () => ({ ok: false, failure: { kind, detail: 'of the future' } }) } })
      .catch(() => undefined);
    expect(reader).toBeUndefined();
    const late = world.createOwner({
      codec: { ...world.codec, decode: () => ({ ok: false, failure: { kind, detail: 'of the future' } }) },
    });
    await expect(world.machine.until(late.start())).rejects.toThrow('of the future');
    expect(late.state).toBe(state);
    expect(await world.machine.until(late.submit(deposit(1)))).toMatchObject({ kind: 'unavailable', cause: 'no-owner' });
    expect(await world.machine.until(writer.submit(deposit(1)))).toMatchObject({ kind: 'accepted' });
  });
});

describe('a stopped owner', () => {
  it('lets its batch in flight end, and answers waiting commands as unavailable', async () => {
    const { faults, arm } = faultsAt('append', { kind: 'slow', delayMs: 500 });
    const world = await ledgerWorld({ faults });
    const owner = await world.startOwner();
    arm();
    const sent = owner.submit(deposit(1));
    await world.machine.advance(10);
    const waiting = owner.submit(deposit(1));
    await world.machine.until(owner.stop());
    expect(await sent).toMatchObject({ kind: 'accepted' });
    expect(await waiting).toMatchObject({ kind: 'unavailable', cause: 'no-owner' });
    expect(await owner.submit(deposit(1))).toMatchObject({ kind: 'unavailable', cause: 'no-owner' });
  });

  it('answers a batch that does not end in time as unknown', async () => {
    const { faults, arm } = faultsAt('append', { kind: 'slow', delayMs: 60_000 });
    const world = await ledgerWorld({ faults });
    const owner = await world.startOwner();
    arm();
    const sent = owner.submit(deposit(1));
    await world.machine.advance(10);
    await world.machine.until(owner.stop());
    expect(await sent).toMatchObject({ kind: 'unknown' });
    expect(owner.state).toBe('stopped');
  });
});

describe('a log that lost its tail', () => {
  async function afterCut(cutAt: number) {
    const world = await ledgerWorld({});
    const alarms: OwnerAlarm[] = [];
    const owner = await world.startOwner({ onAlarm: (alarm) => void alarms.push(alarm) });
    for (const amount of [1, 2, 3]) await world.machine.until(owner.submit(deposit(amount)));
    world.log.cutTail(topic, 0, cutAt);
    return { world, owner, alarms };
  }

  it('stops its owner once one barrier was acknowledged; commands are answered log-diverged from then on', async () => {
    const { world, owner, alarms } = await afterCut(2);
    for (const command of [deposit(1), withdraw(1), deposit(1)]) {
      expect(await world.machine.until(owner.submit(command))).toMatchObject({ kind: 'unavailable', cause: 'log-diverged' });
    }
    expect(owner.state).toBe('diverged');
    expect(alarms).toMatchObject([{ reason: 'log-diverged', topic, partition: 0 }]);
    expect(world.contents().map(({ stamp }) => stamp?.at)).toEqual([0, 1, -1]);
    await expect(owner.atEnd()).rejects.toThrow('log-diverged');
  });

  it('stops its owner when other records have filled it, so that its stamp would fit', async () => {
    const { world, owner } = await afterCut(2);
    const successor = await world.startOwner();
    for (const amount of [7, 8]) await world.machine.until(successor.submit(deposit(amount)));
    expect(successor.position().offset).toBe(owner.position().offset);
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'unavailable', cause: 'log-diverged' });
    expect(await world.machine.until(successor.submit(withdraw(17)))).toMatchObject({ kind: 'rejected', detail: { balance: 16 } });
  });

  it('stops its owner when the log was created anew', async () => {
    const { world, owner } = await afterCut(0);
    await world.startOwner();
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'unavailable', cause: 'log-diverged' });
  });

  it('does not stop an owner that had read none of the lost records', async () => {
    const { world, owner } = await afterCut(4);
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'accepted', version: 4 });
  });

  it('stops an owner whose batch was acknowledged below its position, and leaves that batch unknown', async () => {
    const world = await ledgerWorld({});
    let isAnother = false;
    const log: typeof world.log = {
      ...world.log,
      async openSession(...place) {
        const session = await world.log.openSession(...place);
        return { ...session, append: async (records) => (await session.append(records)) - (isAnother ? 1 : 0) };
      },
    };
    const owner = await world.startOwner({ log });
    isAnother = true;
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'unknown' });
    expect(owner.state).toBe('diverged');
  });
});

it.each([
  ['deposed', 3],
  ['lagging', 3],
] as const)('a new session whose server is %s and shows less proves nothing, so the owner goes on', async (kind, behind) => {
  const { faults, arm } = faultsAt('open', { kind, behind }, { kind, behind });
  const world = await ledgerWorld({ faults });
  const owner = await world.startOwner();
  for (const amount of [1, 2, 3]) await world.machine.until(owner.submit(deposit(amount)));
  arm();
  world.log.endSessions(topic, 0);
  expect(await world.machine.until(owner.submit(deposit(4)))).toMatchObject({ kind: 'accepted', version: 4 });
  expect(await world.machine.until(owner.submit(withdraw(11)))).toMatchObject({ kind: 'rejected', detail: { balance: 10 } });
});
