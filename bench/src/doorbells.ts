/**
 * Measures the time from a doorbell until its worker asks for the attempt, on a real Kafka in a container: `node bench/src/doorbells.ts [--bells
 * 200] [--rounds 4] [--before FOLDER]`. A worker in the consumer group and a worker that reads its doorbells over a session, without a group, take
 * turns. With `--before` a worker of another checkout (with its packages installed) takes turns too. It needs what `infra/provision.sh kafka` sets
 * up.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createMemoryBlobStore } from '@ragtime/blob-store';
import { type Bell, encodeSignal, progressPartitions, taskPartitions } from '@ragtime/contracts/signals';
import {
  type BlobId,
  type DatasetId,
  type DocumentId,
  defaultDatasetSettings,
  planTaskId,
  type RunId,
  type TenantId,
  topics,
  type WorkerId,
} from '@ragtime/domain';
import { partitionOf, promptPartitions, type Signals } from '@ragtime/event-log';
import * as kafka from '@ragtime/event-log-kafka';
import * as worker from '@ragtime/parse-worker';
import type { Parser } from '@ragtime/parsing';
import { realMachine as machine, silentLogger } from '@ragtime/runtime';
import { prepareEnvironment } from '@ragtime/testkit/images';
import { startKafka } from '@ragtime/testkit/kafka';
import { median, percentile } from './shared/figures.ts';
import { report } from './shared/report.ts';

const { values } = parseArgs({
  options: { bells: { type: 'string', default: '200' }, rounds: { type: 'string', default: '4' }, before: { type: 'string' } },
});
const [bells, rounds] = [Number(values.bells), Number(values.rounds)];
/** How many doorbells are rung at once: as many as a worker has slots. */
const burst = 8;
const warmUp = 20;

prepareEnvironment();
const { container, broker } = await startKafka();
const connection = { brokers: [broker], machine };
const topicOf = (name: string) => ({ partitions: name === topics.tasks ? taskPartitions : progressPartitions, retentionMs: 3_600_000 });

interface Way {
  readonly name: string;
  readonly parts: { readonly kafka: typeof kafka; readonly worker: typeof worker };
  readonly signalsOf: (signals: Signals) => Signals;
}

/** A member with one partition of its own: no group assigns it or takes it away. */
const overSession = (signals: Signals): Signals => ({
  ...signals,
  async join(topic, { memberId, onAssigned }, handler) {
    const partition = partitionOf(memberId, taskPartitions);
    const subscription = await signals.subscribe(topic, { partitions: [partition] }, (message) => handler(message, () => undefined));
    onAssigned([partition]);
    return subscription;
  },
});

const ways: Way[] = [
  { name: 'over a session, without a group', parts: { kafka, worker }, signalsOf: overSession },
  { name: 'as a member of the group', parts: { kafka, worker }, signalsOf: (signals) => signals },
];
if (values.before !== undefined) {
  const load = async (path: string): Promise<unknown> => await import(pathToFileURL(join(values.before ?? '', path)).href);
  const parts = {
    kafka: (await load('packages/event-log-kafka/src/index.ts')) as typeof kafka,
    worker: (await load('services/parse-worker/src/index.ts')) as typeof worker,
  };
  ways.unshift({ name: 'before', parts, signalsOf: (signals) => signals });
}

/** A worker of an earlier checkout takes a doorbell that names it; a worker of this one ignores the name. */
const bellOf = (number: string, workerId: WorkerId): Bell & { readonly workerId: WorkerId } => ({
  type: 'bell',
  workerId,
  tenantId: 'tenant' as TenantId,
  datasetId: 'dataset' as DatasetId,
  documentId: `document-${number}` as DocumentId,
  run: 1,
  runId: `run-${number}` as RunId,
  taskId: planTaskId,
  attempt: 1,
  alone: false,
  original: 'tenant/dataset/document/original' as BlobId,
  sha256: 'ab',
  extension: 'txt',
  settings: { ...defaultDatasetSettings, chunking: { ...defaultDatasetSettings.chunking, delimiters: ['\n'] } },
  correlationId: number,
});

const unused: Parser = {
  plan: async () => await Promise.reject(new Error('this bench begins no attempt')),
  parse: async () => await Promise.reject(new Error('this bench begins no attempt')),
  close: async () => await Promise.resolve(),
};

interface Worker {
  readonly name: string;
  /** @returns milliseconds from each ring to the command that asks for its attempt. */
  ring(count: number): Promise<readonly number[]>;
  stop(): Promise<void>;
}

async function startWorker({ name, parts, signalsOf }: Way, publisher: Signals): Promise<Worker> {
  const workerId = `worker of ${name}` as WorkerId;
  const asked = new Map<string, () => void>();
  const signals = signalsOf(parts.kafka.createKafkaSignals({ ...connection, topicOf }));
  const own = partitionOf(workerId, taskPartitions);
  // A worker of an earlier checkout needs its partition; a worker of this one does not know the option.
  const forEarlier: object = { partition: own };
  const started = await parts.worker.startParseWorker({
    workerId,
    slots: burst,
    bus: {
      async submit({ command, commandId }) {
        if (command.type === 'StartAttempt') asked.get(command.documentId ?? '')?.();
        return await Promise.resolve({ kind: 'rejected', commandId, reason: 'attempt-superseded', offset: 0, version: 0 } as never);
      },
    },
    signals,
    blobs: createMemoryBlobStore({ clock: machine.clock }),
    parser: unused,
    machine,
    embedders: [],
    logger: silentLogger,
    ...forEarlier,
  });
  // A worker of an earlier checkout has the partition of its id from the start.
  const partitions = () => started.partitions?.().slice(0, promptPartitions) ?? [own];
  while (partitions().length === 0) await machine.timers.sleep(20);
  let rung = 0;

  async function ringOne(): Promise<number> {
    const all = partitions();
    rung += 1;
    const bell = bellOf(`${workerId}-${rung}`, workerId);
    const begun = Promise.withResolvers<void>();
    asked.set(bell.documentId, begun.resolve);
    const fromMs = machine.clock.monotonicMs();
    await Promise.all([
      publisher.publish(topics.tasks, { key: bell.runId, partition: all[rung % all.length] ?? 0, value: encodeSignal(bell) }),
      begun.promise,
    ]);
    asked.delete(bell.documentId);
    return machine.clock.monotonicMs() - fromMs;
  }

  return {
    name,
    async ring(count) {
      const times: number[] = [];
      while (times.length < count) times.push(await ringOne());
      return times;
    },
    async stop() {
      await started.stop();
      await signals.close();
    },
  };
}

const publisher = kafka.createKafkaSignals({ ...connection, topicOf });
const singles = new Map<string, number[]>();
const bursts = new Map<string, number[]>();
for (let round = 0; round < rounds; round += 1) {
  for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
    // The workers run one at a time, since the group would share its partitions between them.
    const one = await startWorker(way, publisher);
    await one.ring(warmUp);
    const alone = await one.ring(bells);
    const together: number[] = [];
    while (together.length < bells) together.push(...(await Promise.all(Array.from({ length: burst }, () => one.ring(1)))).flat());
    singles.set(way.name, [...(singles.get(way.name) ?? []), ...alone]);
    bursts.set(way.name, [...(bursts.get(way.name) ?? []), ...together]);
    await one.stop();
    process.stderr.write(`${way.name}: p50 ${median(alone).toFixed(2)} ms, ${burst} at once ${median(together).toFixed(2)} ms\n`);
  }
}
await publisher.close();
await container.stop({ timeout: 0 });

const rowsOf = (times: ReadonlyMap<string, readonly number[]>) =>
  ways.map(({ name }) => [name, ...[0.5, 0.95, 0.99].map((share) => percentile(times.get(name) ?? [], share))]);
const [reference] = ways;
const middle = (times: ReadonlyMap<string, readonly number[]>, name: string): number => median(times.get(name) ?? []);
const group = 'as a member of the group';
await report({
  name: 'doorbells',
  tables: [
    {
      title: 'From a doorbell to the command that asks for its attempt, one at a time',
      columns: ['how', 'p50 ms', 'p95 ms', 'p99 ms'],
      rows: rowsOf(singles),
    },
    { title: `The same, ${burst} at once`, columns: ['how', 'p50 ms', 'p95 ms', 'p99 ms'], rows: rowsOf(bursts) },
  ],
  demands: [
    {
      what: `p50 of the group against ${reference?.name}`,
      value: middle(singles, group) / middle(singles, reference?.name ?? ''),
      atMost: 1.2,
    },
    {
      what: `p50 of ${burst} at once against ${reference?.name}`,
      value: middle(bursts, group) / middle(bursts, reference?.name ?? ''),
      atMost: 1.2,
    },
  ],
  measured: { singles: Object.fromEntries(singles), bursts: Object.fromEntries(bursts) },
});
