import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine } from '@ragtime/runtime';
import { z } from 'zod';
import { removeProgram, startProgram } from '../support/program.ts';
import { check } from './checks/check.ts';
import { leftovers } from './checks/deleted.ts';
import { type Caller, createCaller, patiently } from './http.ts';
import { aims, createKiller } from './killing/killer.ts';
import { seededRandom } from './seeded-random.ts';
import { startWorkload } from './work/workload.ts';

const { clock } = realMachine;
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
  /** The interrupted work or the killed process, in words. Only kills that met an unanswered write or an open run count; others are repeated. */
  readonly kills: Readonly<Record<string, number>>;
  /** The time from each start until the process is ready, one for each kill. */
  readonly restartMs: readonly number[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Kills the whole program again and again while clients work on it. Then it checks over HTTP everything that was promised to them. */
export async function runChaos({ kills, seed, clients, keep, say }: ChaosOptions): Promise<ChaosReport> {
  const random = seededRandom(seed);
  const killing = await mkdtemp(join(tmpdir(), 'ragtime-chaos-'));
  const killer = createKiller(killing, random);
  const { environment } = killer;
  let program = await startProgram({ environment });
  const { url, apiKey, folder } = program;
  const caller = createCaller(url, apiKey);
  const workload = await startWorkload({ caller, clients, random, name: `s${seed}` });
  const { writer, noted, datasets } = workload;
  const restartMs: number[] = [];
  const met: Record<string, number> = {};
  const ownDeaths: string[] = [];
  for (let tries = 0, counted = 0; counted < kills && !workload.isBroken; tries += 1) {
    if (tries > kills * 3) throw new Error('most kills met no work: the workload is too small');
    let hadWork = false;
    const aim = await killer.kill(program, aims[tries % aims.length] ?? 'anywhere', async () => {
      hadWork = (await hasOpenRun(caller, datasets.kept)) || writer.unanswered > 0;
    });
    const { signalCode, exitCode } = program.process;
    if (signalCode !== 'SIGKILL') ownDeaths.push(`the program ended by itself with ${signalCode ?? exitCode}: see ${folder}.log`);
    const from = clock.monotonicMs();
    program = await startProgram({ folder, environment, port: Number(new URL(url).port) });
    restartMs.push(clock.monotonicMs() - from);
    if (hadWork || aim !== 'anywhere') {
      counted += 1;
      const words = aim === 'anywhere' ? 'at any moment' : `inside ${aim}`;
      met[words] = (met[words] ?? 0) + 1;
    }
    const bar = `[${'█'.repeat(Math.round((counted / kills) * 20)).padEnd(20, '·')}]`;
    say(`${bar} kill ${counted} of ${kills} (${aim}): ready after ${Math.round(restartMs.at(-1) ?? 0)} ms`);
  }
  await workload.finish();
  const { problems, counts } = await check(patiently(caller), workload);
  problems.push(...ownDeaths, ...writer.problems, ...(await leftovers(await filesBelow(join(folder, 'blobs')), noted)));
  const { code } = await program.stop();
  if (code !== 0) problems.push(`the program ended with ${code}`);
  await rm(killing, { recursive: true });
  if (problems.length === 0 && !keep) await removeProgram(program);
  else say(`its folder is kept: ${folder}`);
  return {
    problems,
    kills: met,
    restartMs,
    counts: { uploaded: noted.length, answered: writer.answered, replays: writer.replays, ...counts },
  };
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return files.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}

async function hasOpenRun(caller: Caller, datasetIds: readonly string[]): Promise<boolean> {
  for (const id of datasetIds)
    for (const status of ['queued', 'running']) {
      const answer = await caller.ask('GET', `/v1/datasets/${id}/documents?status=${status}&limit=1`);
      if ((Listed.safeParse(answer?.body).data?.items.length ?? 0) > 0) return true;
    }
  return false;
}
