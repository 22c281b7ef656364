/**
 * Commands of the embedded profile: `node bench/src/append.ts [--seconds 3] [--quick]`. In process: clients of one and of twelve
 * datasets change a description as fast as they are answered, decided, encoded, appended and synced as in the product. Beside it, in
 * turns with it, the peer: a bare `node:sqlite` loop that inserts a row of as many bytes and syncs it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { createCodec } from '@ragtime/contracts';
import { commandIdFrom, internalSubmission } from '@ragtime/contracts/submission';
import {
  type DatasetId,
  type DocumentTopicCommand,
  type DocumentTopicEvent,
  defaultDatasetSettings,
  documentRules,
  type NameHash,
  type TenantId,
} from '@ragtime/domain';
import { type Codec, createPartitionOwner, eventPartitions, partitionOf, topics } from '@ragtime/event-log';
import { openEmbeddedLog } from '@ragtime/event-log-embedded';
import { realMachine as machine, randomUuid } from '@ragtime/runtime';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' }, quick: { type: 'boolean', default: false } } });
const seconds = values.quick ? 0.3 : Number(values.seconds);
const { clock } = machine;
const tenantId = 'tenant' as TenantId;
const folder = await mkdtemp(join(tmpdir(), 'ragtime-bench-'));

const log = await openEmbeddedLog({ folder: join(folder, 'log'), machine });
await log.ensureTopics([{ name: topics.documentEvents, partitions: eventPartitions }]);
const codec = createCodec();
let valueBytes = 0;
const measuring: Codec<DocumentTopicEvent> = {
  ...(codec as Codec<DocumentTopicEvent>),
  encode(envelope) {
    const value = codec.encode(envelope);
    valueBytes = value.byteLength;
    return value;
  },
};
const owners = Array.from({ length: eventPartitions }, (_, partition) =>
  createPartitionOwner({ log, machine, partition, topic: topics.documentEvents, rules: documentRules, codec: measuring }),
);
await Promise.all(owners.map((owner) => owner.start()));

let serial = 0;
async function submit(command: DocumentTopicCommand): Promise<string> {
  serial += 1;
  const commandId = commandIdFrom('bench', serial);
  const submission = internalSubmission({ command, commandId, actor: 'user:bench', tenantId, correlationId: commandId, remembered: true });
  const outcome = await owners[partitionOf(command.datasetId, eventPartitions)]?.submit(submission);
  return outcome?.kind ?? 'nobody';
}

const datasets = Array.from({ length: 12 }, () => randomUuid(machine.random) as DatasetId);
for (const [at, datasetId] of datasets.entries())
  await submit({
    type: 'CreateDataset',
    datasetId,
    tenantId,
    name: `Dataset ${at}`,
    nameHash: `hash-${at}` as NameHash,
    description: undefined,
    settings: defaultDatasetSettings,
  });

interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

function figuresOf(timesMs: readonly number[], tookMs: number): Figures {
  const sorted = timesMs.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? 0;
  return { perSecond: (timesMs.length * 1_000) / tookMs, p50Ms: at(0.5), p99Ms: at(0.99) };
}

async function ours(clients: number, among: readonly DatasetId[]): Promise<Figures> {
  const timesMs: number[] = [];
  const from = clock.monotonicMs();
  const until = from + seconds * 1_000;
  const client = async (number: number) => {
    const datasetId = among[number % among.length];
    while (datasetId !== undefined && clock.monotonicMs() < until) {
      const sentMs = clock.monotonicMs();
      const kind = await submit({ type: 'ChangeDataset', datasetId, description: `${'as long as descriptions are, '.repeat(4)}${serial}` });
      if (kind !== 'accepted') throw new Error(`a command was ${kind}`);
      timesMs.push(clock.monotonicMs() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return figuresOf(timesMs, clock.monotonicMs() - from);
}

const bare = new DatabaseSync(join(folder, 'bare.sqlite'));
bare.exec(
  'pragma journal_mode = wal; pragma synchronous = full; pragma locking_mode = exclusive; create table row (at integer primary key, key text, value blob)',
);
const insert = bare.prepare('insert into row (key, value) values (?, ?)');

function bareLoop(): Figures {
  const timesMs: number[] = [];
  const value = new Uint8Array(valueBytes + 16);
  const from = clock.monotonicMs();
  while (clock.monotonicMs() < from + seconds * 1_000) {
    const sentMs = clock.monotonicMs();
    insert.run(datasets[0] ?? '', value);
    timesMs.push(clock.monotonicMs() - sentMs);
  }
  return figuresOf(timesMs, clock.monotonicMs() - from);
}

const median = (of: readonly number[]): number => of.toSorted((one, other) => one - other)[of.length >> 1] ?? 0;
const rows: { clients: number; datasets: number; perSecond: number; p50Ms: number; p99Ms: number; ofBare: number }[] = [];
const bares: Figures[] = [];
await ours(1, datasets.slice(0, 1)); // warm
bareLoop();
for (const among of [1, 12])
  for (const clients of values.quick ? [1, 64] : [1, 4, 16, 64, 256]) {
    const turns = Array.from({ length: values.quick ? 1 : 3 });
    const figures: { readonly own: Figures; readonly peer: Figures }[] = [];
    for (const _ of turns) figures.push({ own: await ours(clients, datasets.slice(0, among)), peer: bareLoop() });
    bares.push(...figures.map(({ peer }) => peer));
    rows.push({
      clients,
      datasets: among,
      perSecond: median(figures.map(({ own }) => own.perSecond)),
      p50Ms: median(figures.map(({ own }) => own.p50Ms)),
      p99Ms: median(figures.map(({ own }) => own.p99Ms)),
      ofBare: median(figures.map(({ own, peer }) => own.perSecond / peer.perSecond)),
    });
  }

const say = (line: string): void => void process.stdout.write(`${line}\n`);
say('| clients | datasets | commands/s | p50 ms | p99 ms | of the bare loop |\n|---|---|---|---|---|---|');
for (const { clients, datasets: among, perSecond, p50Ms, p99Ms, ofBare } of rows)
  say(`| ${clients} | ${among} | ${perSecond.toFixed(0)} | ${p50Ms.toFixed(2)} | ${p99Ms.toFixed(2)} | ${ofBare.toFixed(2)} |`);
say(
  `| bare \`node:sqlite\` loop | | ${median(bares.map(({ perSecond }) => perSecond)).toFixed(0)} | ${median(bares.map(({ p50Ms }) => p50Ms)).toFixed(2)} | ${median(bares.map(({ p99Ms }) => p99Ms)).toFixed(2)} | 1 |`,
);
await writeFile('bench-append.json', `${JSON.stringify({ seconds, valueBytes, rows, bares }, undefined, 2)}\n`);
await Promise.all(owners.map((owner) => owner.stop()));
await log.close();
bare.close();
await rm(folder, { recursive: true });
