import { createPartitionOwner, type EventLog } from '@ragtime/event-log';
import { createJsonCodec, type LedgerCommand, type LedgerEvent, ledgerRules, ledgerSubmission } from '@ragtime/event-log/testing';
import { realMachine as machine } from '@ragtime/runtime';
import { freeze, kill, startAgain, thaw } from '@ragtime/testkit/faults';
import { type KafkaCluster, startKafkaCluster } from '@ragtime/testkit/kafka-cluster';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKafkaLog } from './kafka-log.ts';
import { createDirectory } from './wire/directory.ts';

let cluster: KafkaCluster;
const logs: EventLog[] = [];

beforeAll(async () => {
  cluster = await startKafkaCluster();
});
afterAll(async () => {
  await Promise.all(logs.map((log) => log.close()));
  await cluster.stop();
});

const addresses = (): readonly string[] => cluster.brokers.map(({ broker }) => broker);

function openLog(): EventLog {
  const log = openKafkaLog({ brokers: addresses(), machine, requestTimeoutMs: 1_500 });
  logs.push(log);
  return log;
}

async function leaderOf(topic: string) {
  const directory = createDirectory(addresses(), { clientId: 'test', connectTimeoutMs: 1_000, requestTimeoutMs: 1_500 });
  const { port } = await directory.leaderOf(topic, 0);
  directory.close();
  const leader = cluster.brokers.find(({ broker }) => broker.endsWith(`:${port}`));
  if (leader === undefined) throw new Error('nobody leads');
  return leader;
}

async function own(topic: string) {
  const log = openLog();
  await log.ensureTopics([{ name: topic, partitions: 1 }]);
  const owner = createPartitionOwner({ log, topic, partition: 0, rules: ledgerRules, codec: createJsonCodec<LedgerEvent>(), machine });
  await owner.start();
  return owner;
}
type Owner = Awaited<ReturnType<typeof own>>;

/** Two owners who both believe, and clients that repeat with their key until they are told. */
function load(owners: readonly Owner[], clients: number) {
  let isOver = false;
  let acknowledged = 0;
  let doubts = 0;
  const client = async (number: number): Promise<void> => {
    for (let count = 0; !isOver; count += 1) {
      const command: LedgerCommand = { type: 'Deposit', ledger: 'main', account: `account-${number}`, amount: 1 };
      const submission = ledgerSubmission(command, { commandId: `command-${number}-${count}` });
      for (let attempt = number; ; attempt += 1) {
        const outcome = await owners[attempt % owners.length]?.submit(submission);
        if (outcome?.kind === 'accepted' || outcome?.kind === 'duplicate') break;
        if (outcome?.kind !== 'unknown' && outcome?.kind !== 'unavailable') throw new Error(`answered ${outcome?.kind}`);
        if (outcome.kind === 'unknown') doubts += 1;
        await machine.timers.sleep(20);
      }
      acknowledged += 1;
    }
  };
  const ended = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  ended.catch(() => undefined);
  return {
    counts: () => ({ acknowledged, doubts }),
    async until(more: number) {
      const from = acknowledged;
      while (acknowledged < from + more) await Promise.race([machine.timers.sleep(20), ended]);
    },
    async stop() {
      isOver = true;
      await ended;
    },
  };
}

const balanceOf = (owner: Owner, clients: number): number =>
  Array.from({ length: clients }, (_, number) => owner.scope('main').get('account', `account-${number}`)?.balance ?? 0).reduce(
    (sum, balance) => sum + balance,
    0,
  );

describe('a log of three copies', () => {
  it.each([
    ['killed', kill, startAgain],
    ['frozen until the others have chosen a new one', freeze, thaw],
  ] as const)('whose leader is %s loses nothing that was acknowledged, and does nothing twice', async (how, away, back) => {
    const topic = `three-${how.slice(0, 6)}`;
    const owners = [await own(topic), await own(topic)];
    const work = load(owners, 6);
    await work.until(100);
    const leader = await leaderOf(topic);
    await away(leader.container);
    await work.until(100);
    await back(leader.container);
    await work.until(100);
    await work.stop();
    const fresh = await own(topic);
    await fresh.atEnd();
    expect(balanceOf(fresh, 6)).toBe(work.counts().acknowledged);
    for (const owner of owners) {
      await owner.atEnd();
      expect(owner.digest()).toBe(fresh.digest());
    }
    await Promise.all([...owners, fresh].map((owner) => owner.stop()));
  });
});
