/**
 * Measures appends and reads on a real Kafka in a container: `node bench/src/kafka.ts [--seconds 3] [--records 300000]`. kafkajs' own producer and
 * consumer take turns with it, with the same records on topics of the same settings. It needs what `infra/provision.sh kafka` sets up.
 */
import { parseArgs } from 'node:util';
import type { LogRecord, PartitionSession } from '@ragtime/event-log';
import { openKafkaLog } from '@ragtime/event-log-kafka';
import { realMachine as machine } from '@ragtime/runtime';
import { prepareEnvironment } from '@ragtime/testkit/images';
import { startKafka } from '@ragtime/testkit/kafka';
import kafkajs, { type Producer } from 'kafkajs';
import { type Figures, loadOf, median, timed } from './shared/figures.ts';
import { report } from './shared/report.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' }, records: { type: 'string', default: '300000' } } });
const seconds = Number(values.seconds);
const records = Number(values.records);
const sizes = [1, 10, 100, 500];
const rounds = 3;

prepareEnvironment();
const { container, broker } = await startKafka({
  environment: { KAFKA_JVM_PERFORMANCE_OPTS: '-XX:+UseG1GC', KAFKA_HEAP_OPTS: '-Xms512m -Xmx512m' },
});
const log = openKafkaLog({ brokers: [broker], machine });
const kafka = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.NOTHING });

const value = Buffer.from(machine.random.bytes(300));
const previous = machine.random.bytes(8);
const batchOf = (size: number): readonly LogRecord[] =>
  Array.from({ length: size }, (_, at) => ({ key: 'dataset-0123456789abc', value, stamp: { at, previous } }));
const messagesOf = (batch: readonly LogRecord[]) =>
  batch.map(({ key, stamp }) => {
    const rt = Buffer.alloc(16);
    rt.writeBigInt64BE(BigInt(stamp.at));
    rt.set(stamp.previous, 8);
    return { key, value, headers: { rt } };
  });

interface Turn {
  readonly ours: Figures;
  readonly theirs: Figures;
}

async function appends(size: number, session: PartitionSession, producer: Producer): Promise<readonly Turn[]> {
  const batch = batchOf(size);
  const messages = messagesOf(batch);
  const turns: Turn[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const theirs = await loadOf(1, seconds, async () => void (await producer.send({ topic: 'theirs', acks: -1, messages })));
    const ours = await loadOf(1, seconds, async () => void (await session.append(batch)));
    // The first round warms up.
    if (round > 0) turns.push({ ours, theirs });
  }
  return turns;
}

async function readOurs(topic: string): Promise<number> {
  const session = await log.openSession(topic, 0);
  const { ms } = await timed(async () => {
    for (let from = 0; from < records; ) from = (await session.read(from, { limit: 10_000, waitMs: 0 })).next;
  });
  await session.close();
  return (records * 1_000) / ms;
}

async function readTheirs(topic: string, round: number): Promise<number> {
  const consumer = kafka.consumer({ groupId: `bench-${topic}-${round}`, maxBytesPerPartition: 4 * 1024 * 1024 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const done = Promise.withResolvers<number>();
  let [seen, fromMs] = [0, 0];
  await consumer.run({
    autoCommit: false,
    async eachBatch({ batch }) {
      // The time starts at the first batch, since joining a group is not reading.
      if (seen === 0) fromMs = machine.clock.monotonicMs();
      else if (seen + batch.messages.length >= records) done.resolve((records * 1_000) / (machine.clock.monotonicMs() - fromMs));
      seen += batch.messages.length;
      await Promise.resolve();
    },
  });
  const perSecond = await done.promise;
  await consumer.disconnect();
  return perSecond;
}

await log.ensureTopics(['ours', 'theirs'].map((name) => ({ name, partitions: 1 })));
const admin = kafka.admin();
await admin.connect();
// These topics are only read, so they are filled without a sync for each batch.
await admin.createTopics({ waitForLeaders: true, topics: ['read-1', 'read-100'].map((topic) => ({ topic, numPartitions: 1 })) });
await admin.disconnect();
const producer = kafka.producer({ allowAutoTopicCreation: false });
await producer.connect();
const session = await log.openSession('ours', 0);
const appended = new Map<number, readonly Turn[]>();
for (const size of sizes) appended.set(size, await appends(size, session, producer));
await producer.disconnect();

const read = new Map<number, { readonly ours: number; readonly theirs: number }>();
for (const size of [1, 100]) {
  const filling = await log.openSession(`read-${size}`, 0);
  for (let count = 0; count < records; count += size * 50)
    await Promise.all(Array.from({ length: 50 }, () => filling.append(batchOf(size))));
  await filling.close();
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    theirs.push(await readTheirs(`read-${size}`, round));
    ours.push(await readOurs(`read-${size}`));
  }
  read.set(size, { ours: median(ours), theirs: median(theirs) });
}
await log.close();
await container.stop({ timeout: 0 });

const middle = (turns: readonly Turn[], of: (turn: Turn) => number): number => median(turns.map(of));
await report({
  name: 'kafka',
  tables: [
    {
      title: 'Appends, one in flight, each acknowledged by the disk',
      columns: ['records', 'p50 ms', "kafkajs' p50 ms", 'records/s', "kafkajs' records/s"],
      rows: [...appended].map(([size, turns]) => [
        size,
        middle(turns, ({ ours }) => ours.p50Ms),
        middle(turns, ({ theirs }) => theirs.p50Ms),
        size * middle(turns, ({ ours }) => ours.perSecond),
        size * middle(turns, ({ theirs }) => theirs.perSecond),
      ]),
    },
    {
      title: `Reading ${records} records`,
      columns: ['records in a batch', 'records/s', "kafkajs' records/s"],
      rows: [...read].map(([size, { ours, theirs }]) => [size, ours, theirs]),
    },
  ],
  demands: [
    ...[...appended].flatMap(([size, turns]) => [
      { what: `p50 of ${size} against kafkajs'`, value: middle(turns, ({ ours, theirs }) => ours.p50Ms / theirs.p50Ms), atMost: 1 },
      {
        what: `records/s of ${size} against kafkajs'`,
        value: middle(turns, ({ ours, theirs }) => ours.perSecond / theirs.perSecond),
        atLeast: 1,
      },
    ]),
    ...[...read].map(([size, { ours, theirs }]) => ({
      what: `reading batches of ${size} against kafkajs'`,
      value: ours / theirs,
      atLeast: 1.5,
    })),
  ],
  measured: { appended: Object.fromEntries(appended), read: Object.fromEntries(read) },
});
