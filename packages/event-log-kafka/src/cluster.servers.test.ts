import { AppendRefused, createPartitionOwner, type EventLog, type LogRecord } from '@ragtime/event-log';
import { createJsonCodec, type LedgerCommand, type LedgerEvent, ledgerRules, ledgerSubmission } from '@ragtime/event-log/testing';
import { realMachine as machine } from '@ragtime/runtime';
import { waitUntil } from '@ragtime/testkit/eventually';
import { freeze, kill, startAgain, thaw } from '@ragtime/testkit/faults';
import { type KafkaCluster, startKafkaCluster } from '@ragtime/testkit/kafka-cluster';
import kafkajs from 'kafkajs';
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
  if (leader === undefined) throw new Error('the partition has no leader');
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

/** Two owners that both believe they own the partition, and clients that repeat a command under its key until it is answered. */
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

describe('a log whose copies must all be present', () => {
  const topic = 'all-three';
  let follower: KafkaCluster['brokers'][number];
  const record = (text: string): LogRecord => ({ key: 'key', value: Buffer.from(text), stamp: { at: 0, previous: new Uint8Array(8) } });
  const sessionWithin = async (requestTimeoutMs: number) => {
    const log = openKafkaLog({ brokers: addresses(), machine, requestTimeoutMs });
    logs.push(log);
    return await log.openSession(topic, 0);
  };

  beforeAll(async () => {
    await openLog().ensureTopics([{ name: topic, partitions: 1 }]);
    const admin = new kafkajs.Kafka({ brokers: [...addresses()], logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    const configEntries = [{ name: 'min.insync.replicas', value: '3' }];
    await admin.alterConfigs({ validateOnly: false, resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries }] });
    // A broker that was away until now does not count as a copy yet, and the leader does not wait for it.
    const copies = async () => (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]?.partitions[0]?.isr.length;
    await waitUntil('there are three copies', async () => (await copies()) === 3);
    await admin.disconnect();
    const leader = await leaderOf(topic);
    const [first] = cluster.brokers.filter((broker) => broker !== leader);
    if (first === undefined) throw new Error('there are no followers');
    follower = first;
  });

  it('leaves in doubt what a copy did not confirm, refuses once that copy is known to be missing, and accepts again when it is back', async () => {
    const [hasty, patient] = [await sessionWithin(1_000), await sessionWithin(15_000)];
    await patient.append([record('before')]);
    await freeze(follower.container);
    // The broker waits for the copy. The answer is REQUEST_TIMED_OUT, none in time, or NOT_ENOUGH_REPLICAS_AFTER_APPEND if the wait is longer.
    const doubts = await Promise.allSettled([hasty.append([record('hasty')]), patient.append([record('patient')])]);
    for (const doubt of doubts) {
      expect(doubt.status).toBe('rejected');
      expect(doubt.status === 'rejected' && doubt.reason instanceof AppendRefused).toBe(false);
    }
    const later = await sessionWithin(15_000);
    await expect(later.append([record('refused')])).rejects.toMatchObject({ name: 'AppendRefused', reason: 'not-enough-replicas' });
    await thaw(follower.container);
    await expect
      .poll(
        async () =>
          await (await sessionWithin(5_000)).append([record('after')]).then(
            () => 'taken',
            () => 'not yet',
          ),
      )
      .toBe('taken');
    const { records } = await (await sessionWithin(5_000)).read(0, { limit: 100, waitMs: 0 });
    const texts = records.map(({ value }) => Buffer.from(value ?? []).toString());
    // The batches in doubt had been written; the refused ones had not.
    expect(texts).toEqual(expect.arrayContaining(['before', 'hasty', 'patient', 'after']));
    expect(texts).not.toContain('refused');
  });
});
