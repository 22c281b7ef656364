import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Random, realMachine } from '@ragtime/runtime';
import { z } from 'zod';
import { type Program, removeProgram, startProgram } from '../support/program.ts';
import { accidents, keepLog, refusal, strike } from './accidents.ts';
import { check } from './checks/check.ts';
import { leftovers } from './checks/deleted.ts';
import { type Caller, createCaller, patiently } from './http.ts';
import { aims, createKiller, type Killer } from './killing/killer.ts';
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

/**
 * Kills the whole program again and again while clients work on it. Then it checks over HTTP everything that was promised to them. After that the log
 * loses records: the program must refuse it, go on with the order of an operator, and keep what it promises from then on.
 */
export async function runChaos({ kills, seed, clients, keep, say }: ChaosOptions): Promise<ChaosReport> {
  const random = seededRandom(seed);
  const killing = await mkdtemp(join(tmpdir(), 'ragtime-chaos-'));
  const killer = createKiller(killing, random);
  const { environment } = killer;
  const program = await startProgram({ environment });
  const stage: Stage = {
    random,
    killer,
    say,
    program,
    older: join(killing, 'older-log'),
    problems: [],
    counts: {},
    met: {},
    restartMs: [],
  };
  const share = Math.max(1, Math.floor(kills / (accidents.length + 1)));
  await round(stage, { name: `s${seed}`, clients, kills: kills - share * accidents.length });
  for (const [number, accident] of accidents.entries()) {
    await stage.program.kill();
    await strike(accident, program.folder, stage.older, random);
    stage.problems.push(...(await refusal(stage.program, environment)));
    stage.program = await startProgram({ folder: program.folder, environment, port: portOf(program), args: ['--refold'] });
    say(`${accident}: refused, and serving again after the order of an operator`);
    await round(stage, { name: `s${seed}after${number}`, clients, kills: share });
  }
  const { code } = await stage.program.stop();
  if (code !== 0) stage.problems.push(`the program ended with ${code}`);
  await rm(killing, { recursive: true });
  const { problems, met, restartMs, counts } = stage;
  if (problems.length === 0 && !keep) await removeProgram(stage.program);
  else say(`its folder is kept: ${program.folder}`);
  return { problems, kills: met, restartMs, counts };
}

interface Stage {
  readonly random: Random;
  readonly killer: Killer;
  readonly say: (line: string) => void;
  program: Program;
  /** A copy of the log as it was at the last kill but some. */
  readonly older: string;
  readonly problems: string[];
  readonly counts: Record<string, number>;
  readonly met: Record<string, number>;
  readonly restartMs: number[];
}

const portOf = ({ url }: Program): number => Number(new URL(url).port);

/** Clients work while the program is killed. At the end everything that they were promised is checked. */
async function round(stage: Stage, { name, clients, kills }: { readonly name: string; readonly clients: number; readonly kills: number }) {
  const { random, killer, say, restartMs, met, problems } = stage;
  const { url, apiKey, folder } = stage.program;
  const caller = createCaller(url, apiKey);
  const workload = await startWorkload({ caller, clients, random, name });
  const { writer, noted, datasets } = workload;
  for (let tries = 0, counted = 0; counted < kills && !workload.isBroken; tries += 1) {
    if (tries > kills * 3) throw new Error('most kills met no work: the workload is too small');
    let hadWork = false;
    const aim = await killer.kill(stage.program, aims[tries % aims.length] ?? 'anywhere', async () => {
      hadWork = (await hasOpenRun(caller, datasets.kept)) || writer.unanswered > 0;
    });
    const { signalCode, exitCode } = stage.program.process;
    if (signalCode !== 'SIGKILL') problems.push(`the program ended by itself with ${signalCode ?? exitCode}: see ${folder}.log`);
    if (tries === 0) await keepLog(folder, stage.older);
    const from = clock.monotonicMs();
    stage.program = await startProgram({ folder, environment: killer.environment, port: portOf(stage.program) });
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
  const found = await check(patiently(caller), workload);
  problems.push(...found.problems, ...writer.problems, ...(await leftovers(await filesBelow(join(folder, 'blobs')), noted)));
  const counts = { uploaded: noted.length, answered: writer.answered, replays: writer.replays, ...found.counts };
  for (const [what, many] of Object.entries(counts)) stage.counts[what] = (stage.counts[what] ?? 0) + many;
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
