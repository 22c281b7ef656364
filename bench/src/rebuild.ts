/**
 * Measures full rebuilds of a read model: `node bench/src/rebuild.ts [--sizes 10000,100000,1000000]`. For each size it fills a log with that many
 * events. Then it rebuilds the library beside the live one, as an operator's `ragtime rebuild library` does. The peer is a bare loop that sends the
 * same statements in the same transactions, in the same run on the same kind of database.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCodec, createLearningCodec } from '@ragtime/contracts';
import { type Database, openEmbeddedDatabase } from '@ragtime/database';
import { openEmbeddedLog } from '@ragtime/event-log-embedded';
import { openFileVault } from '@ragtime/key-vault';
import { prepareReadModel } from '@ragtime/read-model';
import { startReadProjector } from '@ragtime/read-projector';
import { realMachine as machine, silentLogger } from '@ragtime/runtime';
import { timed } from './shared/figures.ts';
import { makeFilledFolder } from './shared/filled-folder.ts';
import { type RecordedWrites, recordingPool, writeBare } from './shared/recorded-writes.ts';
import { report } from './shared/report.ts';

const { values } = parseArgs({ options: { sizes: { type: 'string', default: '10000,100000,1000000' } } });
const sizes = values.sizes.split(',').map(Number);

interface Measured {
  readonly events: number;
  /** From an empty database until all three projections reach the end of the log. */
  readonly caughtUpMs: number;
  readonly rebuildMs: number;
  readonly transactions: number;
  readonly statements: number;
  readonly bareMs: number;
}

async function inDatabase<Result>(parent: string, work: (database: Database) => Promise<Result>): Promise<Result> {
  const database = await openEmbeddedDatabase({ folder: await mkdtemp(join(parent, 'database-')), machine });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function measure(events: number): Promise<Measured> {
  const parent = await mkdtemp(join(tmpdir(), 'ragtime-bench-rebuild-'));
  const folder = join(parent, 'data');
  await makeFilledFolder(folder, events);
  const log = await openEmbeddedLog({ folder: join(folder, 'log'), machine });
  const vault = await openFileVault({ file: join(folder, 'vault', 'keys'), machine, mayCreate: false });
  const codec = createLearningCodec({ log, codec: createCodec(), from: 0 });
  try {
    const recorded: RecordedWrites = [];
    const ours = await inDatabase(parent, async (database) => {
      let isRebuilding = false;
      const recording = { ...database, bulk: recordingPool(database.bulk, recorded, () => isRebuilding) };
      const projector = await startReadProjector({ database: recording, log, codec, vault, machine, logger: silentLogger });
      const { ms: caughtUpMs } = await timed(() => projector.caughtUp());
      say(`${events} events: caught up in ${(caughtUpMs / 1_000).toFixed(1)} s`);
      let records = 0;
      isRebuilding = true;
      const { ms: rebuildMs } = await timed(() =>
        projector.rebuild('library', {
          onProgress: ({ phase, records: done, recordsTotal }) => {
            records = Math.max(records, done);
            if (process.stderr.isTTY) process.stderr.write(`\r${phase} ${Math.round((100 * done) / Math.max(1, recordsTotal))} % `);
          },
        }),
      );
      say(`\rrebuilt ${records} records in ${(rebuildMs / 1_000).toFixed(1)} s`);
      await projector.stop();
      return { transactions: recorded.length, records, rebuildMs, caughtUpMs };
    });
    const statements = recorded.reduce((sum, some) => sum + some.length, 0);
    const bareMs = await inDatabase(parent, async (database) => {
      await prepareReadModel(database.bulk);
      return await writeBare(database.bulk, recorded, ['library_g2', 'library_g1']);
    });
    say(`the bare loop took ${(bareMs / 1_000).toFixed(1)} s for ${statements} statements`);
    return { ...ours, statements, bareMs, events: ours.records };
  } finally {
    await vault.close();
    await log.close();
    await rm(parent, { recursive: true, force: true });
  }
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const measured: Measured[] = [];
for (const size of sizes) measured.push(await measure(size));
const rateOf = ({ events, rebuildMs }: Measured): number => (events * 1_000) / rebuildMs;
const rates = measured.map(rateOf);
await report({
  name: 'rebuild',
  tables: [
    {
      title: 'A full rebuild of the library',
      columns: [
        'events',
        'events/s',
        'transactions',
        'statements',
        'bare loop, events/s',
        'of the bare loop',
        'all projections from empty, events/s',
      ],
      rows: measured.map((one) => [
        one.events,
        rateOf(one),
        one.transactions,
        one.statements,
        (one.events * 1_000) / one.bareMs,
        one.bareMs / one.rebuildMs,
        (one.events * 1_000) / one.caughtUpMs,
      ]),
    },
  ],
  demands: [
    {
      what: 'the slowest, of the bare loop',
      value: Math.min(...measured.map(({ bareMs, rebuildMs }) => bareMs / rebuildMs)),
      atLeast: 0.5,
    },
    { what: 'an event of the largest, of one of the smallest', value: (rates[0] ?? 0) / (rates.at(-1) ?? 1), atMost: 1.2 },
  ],
  measured,
});
