/**
 * How long a start takes on a log that has grown: `node bench/src/start.ts [--events 1000000] [--folder FOLDER] [--caught-up]`. Fills a folder, runs
 * the program on it once, so that it has snapshots, and kills it with SIGKILL. Then, from the start of the process to the first answer
 * to a write: after the kill; after another, without the folder of the read models; and without snapshots, which folds the whole log. With
 * `--caught-up` the first run lasts until the read models are at the end of the log, which takes far longer than all the rest.
 */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { DatasetId, TenantId } from '@ragtime/domain';
import { ownerKey, type Program, spawnProgram } from '@ragtime/e2e/program';
import { eventPartitions, topics } from '@ragtime/event-log';
import { realMachine } from '@ragtime/runtime';
import { fillLog } from './shared/fill-log.ts';

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
const authorization = `Bearer ${ownerKey}`;

async function ask(program: Program, method: string, path: string, body?: object) {
  return await fetch(program.url + path, {
    method,
    headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
}

let names = 0;
async function createDataset(program: Program): Promise<string | undefined> {
  names += 1;
  const response = await ask(program, 'POST', '/v1/datasets', { name: `Dataset ${names} ${clock.nowMs()}` }).catch(() => undefined);
  if (response?.status !== 201) return undefined;
  const { datasetId } = (await response.json()) as { readonly datasetId: string };
  return datasetId;
}

async function until<Value>(act: () => Promise<Value | undefined>): Promise<Value> {
  const from = clock.monotonicMs();
  while (clock.monotonicMs() < from + 15 * 60_000) {
    const value = await act();
    if (value !== undefined) return value;
    await timers.sleep(20);
  }
  throw new Error('the program does not answer');
}

/** A folder with an owner and datasets in every partition, then events to no end. */
async function fill(): Promise<void> {
  const program = await spawnProgram({ folder });
  const datasets: string[] = [];
  for (let count = 0; count < 48; count += 1) datasets.push(await until(() => createDataset(program)));
  const { tenantId } = (await (await ask(program, 'GET', '/v1/users/me')).json()) as { readonly tenantId: TenantId };
  await program.stop();
  const from = clock.monotonicMs();
  await fillLog({
    folder,
    events,
    tenantId,
    datasets: datasets as unknown as DatasetId[],
    onProgress: (written) => {
      if (written % 6_000 === 0) process.stderr.write(`\rfilling: ${Math.round((100 * written) / events)} % `);
    },
  });
  process.stderr.write(`\rfilled in ${Math.round((clock.monotonicMs() - from) / 1_000)} s\n`);
}

interface Measured {
  readonly start: string;
  readonly firstWriteMs: number;
  readonly killedMs: number;
}

/** Each of the partitions that were filled has a snapshot. */
async function hasSnapshots(folder: string): Promise<true | undefined> {
  const of = join(folder, 'snapshots', 'blobs', 'snapshots', topics.documentEvents);
  const partitions = await readdir(of).catch(() => []);
  const names = await Promise.all(partitions.map(async (partition) => await readdir(join(of, partition))));
  const manifests = names.filter((some) => some.some((name) => name.startsWith('manifest')));
  return manifests.length === eventPartitions || undefined;
}

const isReady = async ({ url }: Program): Promise<true | undefined> =>
  (await fetch(`${url}/readyz`).catch(() => undefined))?.ok ? true : undefined;

/** @param enough what the program is left alone for before it is killed. */
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
if (!values.filled) await fill();
const atOnce = async (): Promise<true> => await Promise.resolve(true);
const rows: Measured[] = [await measure('first, folds the log', values['caught-up'] ? isReady : async () => await hasSnapshots(folder))];
rows.push(await measure('after kill -9', atOnce));
await rm(join(folder, 'database'), { recursive: true, force: true });
rows.push(await measure('after kill -9, without read models', atOnce));
await rm(join(folder, 'snapshots'), { recursive: true, force: true });
rows.push(await measure('after kill -9, without snapshots', atOnce));
const seconds = (ms: number) => (ms / 1_000).toFixed(1);
console.table(rows.map((row) => ({ start: row.start, 'first write, s': seconds(row.firstWriteMs), 'killed, s': seconds(row.killedMs) })));
await writeFile('bench-start.json', `${JSON.stringify({ events, rows }, undefined, 2)}\n`);
if (values.folder === undefined) await rm(folder, { recursive: true, force: true });
