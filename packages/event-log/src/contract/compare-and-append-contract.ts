import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJsonCodec } from '../testing/json-codec.ts';
import type { LedgerCommand, LedgerEntities, LedgerRejection } from '../testing/ledger.ts';
import { type LedgerEvent, ledgerRules, ledgerSubmission } from '../testing/ledger.ts';
import type { Submission } from '../writer/outcome.ts';
import { createPartitionOwner, type PartitionOwner } from '../writer/owner.ts';
import type { LogUnderTest } from './subjects.ts';

type Owner = PartitionOwner<LedgerCommand, LedgerEvent, LedgerEntities, LedgerRejection>;

/** Tests compare-and-append on an adapter. The rule above the port holds only if the adapter keeps its promises. */
export function compareAndAppendContract(name: string, makeLog: () => Promise<LogUnderTest>): void {
  describe(`compare-and-append on ${name}`, () => {
    let subject: LogUnderTest;
    let topic: string;
    const owners: Owner[] = [];

    beforeEach(async () => {
      subject = await makeLog();
      topic = `${subject.topicPrefix ?? ''}owned`;
      await subject.log.ensureTopics([{ name: topic, partitions: 1 }]);
    });
    afterEach(async () => {
      await Promise.all(owners.splice(0).map((owner) => owner.stop()));
      await subject.close();
    });

    async function own(): Promise<Owner> {
      const { log, machine } = subject;
      const owner = createPartitionOwner({ log, topic, partition: 0, rules: ledgerRules, codec: createJsonCodec<LedgerEvent>(), machine });
      owners.push(owner);
      await owner.start();
      return owner;
    }

    it('counts each acknowledged command exactly once when two owners both believe that they own the partition', async () => {
      const both = await Promise.all([own(), own()]);
      const clients = Array.from({ length: 8 }, async (_, client) => {
        let booked = 0;
        for (let round = 0; round < 25; round += 1) {
          const command = { type: 'Deposit', ledger: 'main', account: `account-${client % 3}`, amount: 1 + round } as const;
          const submission = ledgerSubmission(command, { commandId: `command-${client}-${round}` });
          await acknowledged(both, client + round, submission);
          booked += command.amount;
        }
        return booked;
      });
      const booked = (await Promise.all(clients)).reduce((sum, amount) => sum + amount, 0);
      const fresh = await own();
      const balances = [0, 1, 2].map((account) => fresh.scope('main').get('account', `account-${account}`));
      expect(balances.reduce((sum, account) => sum + (account?.balance ?? 0), 0)).toBe(booked);
      expect(balances.reduce((sum, account) => sum + (account?.version ?? 0), 0)).toBe(200);
    });

    it('leaves two owners that folded to one position with the same digest', async () => {
      const [one, other] = await Promise.all([own(), own()]);
      for (let round = 0; round < 20; round += 1) {
        const command = { type: 'Deposit', ledger: `ledger-${round % 3}`, account: 'ada', amount: 1 } as const;
        await acknowledged([one, other], round, ledgerSubmission(command, { commandId: `command-${round}` }));
      }
      await one.atEnd();
      const reached = await other.atEnd();
      await one.atEnd();
      expect(one.position().link).toEqual(reached.link);
      expect(one.digest()).toBe(other.digest());
      expect((await own()).digest()).toBe(one.digest());
    });

    it('refuses what the other owner made invalid, as of the time when the command came', async () => {
      const [one, other] = await Promise.all([own(), own()]);
      const open = ledgerSubmission({ type: 'Deposit', ledger: 'main', account: 'ada', amount: 5 }, { commandId: 'open' });
      const spend = { type: 'Withdraw', ledger: 'main', account: 'ada', amount: 5 } as const;
      await acknowledged([one], 0, open);
      expect(await other.submit(ledgerSubmission(spend, { commandId: 'first' }))).toMatchObject({ kind: 'accepted', version: 2 });
      expect(await one.submit(ledgerSubmission(spend, { commandId: 'second' }))).toMatchObject({
        kind: 'rejected',
        reason: 'balance-too-low',
      });
      expect(await one.submit(ledgerSubmission(spend, { commandId: 'first' }))).toMatchObject({ kind: 'duplicate', version: 2 });
      expect(await other.submit(open)).toMatchObject({ kind: 'duplicate', version: 1 });
    });
  });
}

/** A client that repeats its command with the same key until it is acknowledged, at one owner or the other. */
async function acknowledged(owners: readonly Owner[], first: number, submission: Submission<LedgerCommand>): Promise<void> {
  for (let attempt = first; ; attempt += 1) {
    const outcome = await owners[attempt % owners.length]?.submit(submission);
    if (outcome?.kind === 'accepted' || outcome?.kind === 'duplicate') return;
    if (outcome?.kind !== 'unavailable' && outcome?.kind !== 'unknown') throw new Error(`not acknowledged: ${outcome?.kind}`);
  }
}
