import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { realMachine } from '@ragtime/runtime';
import { z } from 'zod';
import { type Program, removeProgram, startProgram } from '../support/program.ts';
import { check } from './checks.ts';
import { type Caller, createCaller } from './http.ts';
import { seededRandom } from './seeded-random.ts';
import { type Noted, startWorkload } from './workload.ts';

const { clock, timers } = realMachine;
const Created = z.looseObject({ datasetId: z.string() });
const Listed = z.looseObject({ items: z.array(z.unknown()) });

export interface ChaosOptions {
  readonly kills: number;
  readonly seed: number;
  readonly clients: number;
  /** Leaves the program's folder where it is, also after a clean run. */
  readonly keep: boolean;
  readonly say: (line: string) => void;
}

export interface ChaosReport {
  readonly problems: readonly string[];
  /** Kills that met a write without an answer, or an open run. Others are repeated. */
  readonly kills: number;
  /** From the start of the process until it is ready, one a kill. */
  readonly restartMs: readonly number[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Kills the whole program again and again while clients work on it, then asks it, from outside, for everything that they were promised. */
export async function runChaos({ kills, seed, clients, keep, say }: ChaosOptions): Promise<ChaosReport> {
  const random = seededRandom(seed);
  let program: Program = await startProgram();
  const { url, apiKey, folder } = program;
  const caller = createCaller(url, apiKey);
  const datasetIds: string[] = [];
  for (const name of ['turbines', 'valves', 'pumps']) {
    const answer = await caller.ask('POST', '/v1/datasets', { body: { name }, key: `dataset-${name}` });
    datasetIds.push(Created.parse(answer?.body).datasetId);
  }
  const workload = startWorkload({ caller, datasetIds, clients, random, name: `s${seed}` });
  const restartMs: number[] = [];
  let counted = 0;
  for (let tries = 0; counted < kills; tries += 1) {
    if (tries > kills * 3) throw new Error('most kills met no work: the workload is too small');
    await timers.sleep(150 + random.next() ** 2 * 3_000);
    const isRunning = (await openRuns(caller, datasetIds)) > 0;
    const inFlight = workload.unanswered();
    await program.kill();
    const from = clock.monotonicMs();
    program = await startProgram({ folder, port: Number(new URL(url).port) });
    restartMs.push(clock.monotonicMs() - from);
    if (inFlight > 0 || isRunning) counted += 1;
    const bar = `[${'█'.repeat(Math.round((counted / kills) * 20)).padEnd(20, '·')}]`;
    say(`${bar} kill ${counted} of ${kills}: ${inFlight} writes unanswered, ready after ${Math.round(restartMs.at(-1) ?? 0)} ms`);
  }
  await workload.finish();
  const { problems, counts } = await check(caller, datasetIds, workload.noted);
  problems.push(...workload.problems, ...(await leftovers(folder, workload.noted)));
  const { code } = await program.stop();
  if (code !== 0) problems.push(`the program ended with ${code}`);
  if (problems.length === 0 && !keep) await removeProgram(program);
  else say(`its folder is kept: ${folder}`);
  return {
    problems,
    kills: counted,
    restartMs,
    counts: { uploaded: workload.noted.length, answered: workload.answered(), replays: workload.replays(), ...counts },
  };
}

async function openRuns(caller: Caller, datasetIds: readonly string[]): Promise<number> {
  let open = 0;
  for (const id of datasetIds)
    for (const status of ['queued', 'running']) {
      const answer = await caller.ask('GET', `/v1/datasets/${id}/documents?status=${status}&limit=1`);
      open += Listed.safeParse(answer?.body).data?.items.length ?? 0;
    }
  return open;
}

/** Looked at on the disk, where no API can tell a story: of a document that was deleted no bytes are left. */
async function leftovers(folder: string, noted: readonly Noted[]): Promise<readonly string[]> {
  const deleted = new Set(noted.flatMap(({ deleted: state, documentId }) => (state === 'acknowledged' ? [documentId] : [])));
  const files = await readdir(join(folder, 'blobs'), { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile() && entry.parentPath.split('/').some((part) => deleted.has(part)))
    .map(({ parentPath, name }) => `${join(parentPath, name)} is of a document that was deleted`);
}
