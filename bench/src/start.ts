/**
 * Measures starts on a log that has grown: `node bench/src/start.ts [--events 1000000] [--folder FOLDER] [--caught-up]`. It fills a folder, runs
 * the program on it once, so that it has snapshots, and kills it with SIGKILL. Then it measures the time from the start of the process to the first
 * answer to a write: after the kill; after another kill, without the folder of the read models; and without snapshots, which folds the whole log.
 * With `--caught-up` the first run lasts until the read models reach the end of the log, which takes far longer than all the rest.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { eventPartitions, topics } from '@ragtime/domain';
import { type Program, spawnProgram } from '@ragtime/e2e/program';
import { realMachine } from '@ragtime/runtime';
import { createDataset, makeFilledFolder } from './shared/filled-folder.ts';
import { report } from './shared/report.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    folder: { type: 'string' },
    filled: { type: 'boolean', default: false },
    'caught-up': { type: 'boolean', default: false },
  },
});
const events = Number(values.events);
const { clock, timers } = realMachine;

async function until<Value>(act: () => Promise<Value | undefined>): Promise<Value> {
  const from = clock.monotonicMs();
  while (clock.monotonicMs() < from + 15 * 60_000) {
    const value = await act();
    if (value !== undefined) return value;
    await timers.sleep(20);
  }
  throw new Error('the program does not answer');
}

interface Measured {
  readonly start: string;
  readonly firstWriteMs: number;
  readonly killedMs: number;
}

/** Whether each of the filled partitions has a snapshot. */
async function hasSnapshots(folder: string): Promise<true | undefined> {
  const of = join(folder, 'snapshots', 'blobs', 'snapshots', topics.documentEvents);
  const partitions = await readdir(of).catch(() => []);
  const names = await Promise.all(partitions.map(async (partition) => await readdir(join(of, partition))));
  const manifests = names.filter((some) => some.some((name) => name.startsWith('manifest')));
  return manifests.length === eventPartitions || undefined;
}

const isReady = async ({ url }: Program): Promise<true | undefined> =>
  (await fetch(`${url}/readyz`).catch(() => undefined))?.ok ? true : undefined;

/** @param enough resolves when the program may be killed. */
async function measure(start: string, enough: (program: Program) => Promise<true | undefined>): Promise<Measured> {
  const from = clock.monotonicMs();
  const program = await spawnProgram({ folder });
  await until(async () => await createDataset(program));
  const firstWriteMs = clock.monotonicMs() - from;
  await until(async () => await enough(program));
  const killedMs = clock.monotonicMs() - from;
  await program.kill();
  process.stderr.write(`${start}: first write after ${Math.round(firstWriteMs)} ms, killed after ${Math.round(killedMs)} ms\n`);
  return { start, firstWriteMs, killedMs };
}

const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'ragtime-bench-start-')));
if (!values.filled) await makeFilledFolder(folder, events);
const atOnce = async (): Promise<true> => await Promise.resolve(true);
const rows: Measured[] = [await measure('first, folds the log', values['caught-up'] ? isReady : async () => await hasSnapshots(folder))];
rows.push(await measure('after kill -9', atOnce));
await rm(join(folder, 'database'), { recursive: true, force: true });
rows.push(await measure('after kill -9, without read models', atOnce));
await rm(join(folder, 'snapshots'), { recursive: true, force: true });
rows.push(await measure('after kill -9, without snapshots', atOnce));
await report({
  name: 'start',
  tables: [
    {
      title: `Starts on a log of ${events} events`,
      columns: ['start', 'first write after, s', 'killed after, s'],
      rows: rows.map((row) => [row.start, row.firstWriteMs / 1_000, row.killedMs / 1_000]),
    },
  ],
  demands: rows.slice(1, 3).map(({ start, firstWriteMs }) => ({ what: `${start}, s`, value: firstWriteMs / 1_000, atMost: 5 })),
  measured: rows,
});
if (values.folder === undefined) await rm(folder, { recursive: true, force: true });
