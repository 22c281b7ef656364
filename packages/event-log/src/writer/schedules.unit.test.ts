import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryLog } from '../memory/log.ts';
import { seededFaults } from '../memory/seeded-faults.ts';
import type { Cause } from '../port/envelope.ts';
import type { Offset } from '../port/log.ts';
import { type Call, checkHistory, foldHistory } from '../testing/history.ts';
import { createJsonCodec } from '../testing/json-codec.ts';
import {
  type LedgerCommand,
  type LedgerEntities,
  type LedgerEvent,
  type LedgerRejection,
  ledgerRules,
  ledgerSubmission,
} from '../testing/ledger.ts';
import { createVirtualMachine, mulberry32 } from '../testing/virtual-machine.ts';
import type { OwnerLimits } from './limits.ts';
import type { Submission } from './outcome.ts';
import { createPartitionOwner, type PartitionOwner } from './owner.ts';

type LedgerCall = Call<LedgerCommand, LedgerEvent, LedgerRejection>;
type Owner = PartitionOwner<LedgerCommand, LedgerEvent, LedgerEntities, LedgerRejection>;

const topic = 'ledger.events';
const limits: Partial<OwnerLimits> = {
  queueAgeMsMax: 400,
  answerWithinMs: 1_500,
  stopWithinMs: 100,
  retryAfterMs: [5, 100],
};

/**
 * Two or three owners that all believe they own the partition, clients that repeat with the same key, a process manager, and faults, all from one
 * seed.
 */
async function runSchedule(seed: number, { cut }: { readonly cut: boolean }) {
  const random = mulberry32(seed);
  const machine = createVirtualMachine({ seed });
  const codec = createJsonCodec<LedgerEvent>();
  const proof = random() < 0.5 ? 'barrier' : 'end-offset';
  const hits = new Map<string, number>();
  let isCalm = false;
  const faulty = seededFaults({
    random,
    percent: 2 + random() * 18,
    delayMsMax: 1_000,
    onFault: ({ kind }) => void hits.set(kind, (hits.get(kind) ?? 0) + 1),
  });
  const log = createMemoryLog({ machine, proof, faults: (point) => (isCalm ? undefined : faulty(point)) });
  await log.ensureTopics([{ name: topic, partitions: 1 }]);
  const end = (): Offset => (log.contents(topic, 0).at(-1)?.offset ?? -1) + 1;
  const calls: LedgerCall[] = [];
  const lost: LedgerCall[] = []; // began before the tail was cut
  let cutAt: Offset | undefined;
  const stopped: Owner[] = [];
  const below = (bound: number) => Math.floor(random() * bound);

  const own = (): Owner => {
    const owner = createPartitionOwner({ log, topic, partition: 0, rules: ledgerRules, codec, machine, limits });
    owner.start().catch(() => undefined);
    return owner;
  };
  const owners = Array.from({ length: 2 + below(2) }, own);
  const anyOwner = (): Owner => owners[below(owners.length)] ?? own();

  async function call(submission: Submission<LedgerCommand>) {
    const endBefore = end();
    const isBeforeCut = cut && cutAt === undefined;
    const outcome = await anyOwner().submit(submission);
    (isBeforeCut ? lost : calls).push({ submission, endBefore, endAfter: end(), outcome });
    return outcome;
  }

  /** Repeats with the same key until the outcome is final. */
  async function untilAnswered(submission: Submission<LedgerCommand>, attemptsMax = 12): Promise<boolean> {
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const { kind } = await call(submission);
      if (kind !== 'unavailable' && kind !== 'unknown') return true;
      await machine.timers.sleep(1 + below(50));
    }
    return false;
  }

  function anyCommand(): LedgerCommand {
    const account = `account-${below(3)}`;
    const amount = below(8);
    const kind = below(10);
    if (kind < 5) return { type: 'Deposit', ledger: 'main', account, amount };
    if (kind < 8) return { type: 'Withdraw', ledger: 'main', account, amount: amount + 1 };
    return { type: 'Transfer', ledger: 'main', account, to: `account-${below(3)}`, amount: amount + 1 };
  }

  async function client(name: number): Promise<void> {
    for (let round = 0; round < 8; round += 1) {
      const ifVersion = random() < 0.15 ? below(6) : undefined;
      const command = anyCommand();
      const commandId = `client-${name}-${round}`;
      if (random() < 0.25) await call(ledgerSubmission(command, { commandId, ifVersion, remembered: false }));
      else {
        const submission = ledgerSubmission(command, { commandId, ifVersion });
        // Some clients lose an answer on its way to them, and send the command again although it was answered.
        if ((await untilAnswered(submission)) && random() < 0.2) await untilAnswered(submission);
      }
      await machine.timers.sleep(below(30));
    }
  }

  /** Its commands go out in order, each after the final answer to the one before. Now and then it is restored from an old checkpoint. */
  async function manager(): Promise<void> {
    const cause = (offset: number): Cause => ({
      manager: 'm',
      generation: 1,
      sourceLogId: 's',
      topic: 'events',
      partition: 0,
      offset,
      index: 0,
    });
    let tries = 0;
    for (let at = 0; at < 6 && tries < 40; at += 1) {
      if (random() < 0.2) at = Math.max(0, at - 1 - below(3));
      tries += 1;
      const commandId = `manager-${at}`;
      const command: LedgerCommand =
        at % 3 === 2
          ? { type: 'Withdraw', ledger: 'main', account: 'managed', amount: 3 }
          : { type: 'Deposit', ledger: 'main', account: 'managed', amount: 1 };
      if (!(await untilAnswered(ledgerSubmission(command, { commandId, cause: cause(at), remembered: false })))) at -= 1;
    }
  }

  /** Owners start and stop while two believe that they own the partition. */
  async function operator(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await machine.timers.sleep(below(400));
      const at = below(owners.length);
      const leaving = owners[at];
      owners[at] = own();
      if (leaving !== undefined) stopped.push(leaving);
      await leaving?.stop();
    }
  }

  /** A program that may not write here, and writes. */
  async function stranger(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      await machine.timers.sleep(below(300));
      if (random() < 0.5) log.takeOffsets(topic, 0, 1 + below(2));
      else log.intrude(topic, 0, [{ key: 'main', value: Uint8Array.of(1), stamp: undefined }]);
    }
  }

  const deceived: Owner[] = [];
  async function disaster(): Promise<void> {
    await machine.timers.sleep(below(300));
    const { counted } = foldHistory(log.contents(topic, 0), codec);
    const known = owners.map((owner) => ({ owner, offset: owner.position().offset }));
    const at = log.cutTail(topic, 0, 1 + below(Math.max(1, end())));
    cutAt = at;
    for (const { owner, offset: until } of known) {
      if (counted.some(({ offset }) => offset >= at && offset < until)) deceived.push(owner);
    }
  }

  await machine.until(Promise.all([...[0, 1, 2].map(client), manager(), operator(), stranger(), ...(cut ? [disaster()] : [])]));
  isCalm = true;
  await machine.advance(5_000);
  await machine.until(Promise.allSettled(owners.map((owner) => owner.atEnd())));
  await machine.until(Promise.allSettled(owners.map((owner) => owner.atEnd())));
  const fresh = own();
  await machine.until(fresh.start());
  const result = { owners, stopped, fresh, calls, lost, hits, contents: log.contents(topic, 0), codec, deceived, cutAt };
  await machine.until(Promise.all([fresh, ...owners].map((owner) => owner.stop())));
  return { ...result, digests: [fresh, ...owners].filter(({ state }) => state === 'stopped').map((owner) => owner.digest()) };
}

const runs = Number(process.env['RAGTIME_SCHEDULES'] ?? 120);
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

describe('owners that all believe they own the partition, under faults', () => {
  it('count every acknowledged command once, refuse only what had to be refused, and fold to one state', async () => {
    const hits = new Map<string, number>();
    const kinds = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const run = await runSchedule(seed, { cut: false });
        for (const [kind, count] of run.hits) hits.set(kind, (hits.get(kind) ?? 0) + count);
        for (const { outcome } of run.calls) kinds.set(outcome.kind, (kinds.get(outcome.kind) ?? 0) + 1);
        expect(checkHistory({ rules: ledgerRules, ...run, lost: [] })).toEqual([]);
        expect(new Set(run.digests).size).toBe(1);
        expect(run.digests).toHaveLength(run.owners.length + 1);
        expect(run.fresh.position().link).toEqual(foldHistory(run.contents, run.codec).chain.link);
      }),
      { numRuns: runs },
    );
    // A kind of answer that never came proves nothing.
    const everyFault = [
      'lost-request',
      'lost-answer',
      'error-after-append',
      'doubled',
      'session-ends',
      'deposed',
      'refused',
      'late',
      'slow',
      'slow-answer',
      'lagging',
    ];
    expect([...hits.keys()].toSorted()).toEqual(everyFault.toSorted());
    expect([...kinds.keys()].toSorted()).toEqual(['accepted', 'conflict', 'duplicate', 'rejected', 'unavailable', 'unchanged', 'unknown']);
  });

  it('stop with log-diverged after a cut tail if they had read a lost record; the others go on and are right', async () => {
    let deceived = 0;
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const run = await runSchedule(seed, { cut: true });
        deceived += run.deceived.length;
        expect(checkHistory({ rules: ledgerRules, ...run })).toEqual([]);
        for (const owner of run.deceived) expect(['diverged', 'stopped']).toContain(owner.state);
        const remaining = run.deceived.filter((owner) => run.owners.includes(owner));
        for (const owner of remaining) expect(owner.state).toBe('diverged');
        expect(new Set(run.digests).size).toBe(1);
        expect(run.fresh.position().link).toEqual(foldHistory(run.contents, run.codec).chain.link);
      }),
      { numRuns: runs },
    );
    expect(deceived).toBeGreaterThan(20);
  });
});
