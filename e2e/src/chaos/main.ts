import { parseArgs } from 'node:util';
import { realMachine } from '@ragtime/runtime';
import { z } from 'zod';
import { type Program, removeProgram, startProgram } from '../support/program.ts';
import { check } from './checks.ts';
import { createCaller } from './http.ts';
import { seededRandom } from './seeded-random.ts';
import { startWorkload } from './workload.ts';

const { clock, timers } = realMachine;
const { values } = parseArgs({
  options: {
    profile: { type: 'string', default: 'embedded' },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(clock.nowMs() % 1_000_000) },
    clients: { type: 'string', default: '6' },
    keep: { type: 'boolean', default: false },
  },
});
if (values.profile !== 'embedded') throw new Error('the profile that can be killed so far is: embedded');
const kills = z.coerce.number().int().min(1).max(10_000).parse(values.kills);
const random = seededRandom(Number(values.seed));
const say = (line: string) => process.stdout.write(`${line}\n`);

const Created = z.looseObject({ datasetId: z.string() });

async function openRuns(url: string, apiKey: string, datasetIds: readonly string[]): Promise<number> {
  const caller = createCaller(url, apiKey);
  let open = 0;
  for (const id of datasetIds)
    for (const status of ['queued', 'running']) {
      const answer = await caller.ask('GET', `/v1/datasets/${id}/documents?status=${status}&limit=1`);
      open += z.looseObject({ items: z.array(z.unknown()) }).safeParse(answer?.body).data?.items.length ?? 0;
    }
  return open;
}

async function main(): Promise<number> {
  say(`chaos: ${kills} kills of the ${values.profile} profile, seed ${values.seed}`);
  let program: Program = await startProgram();
  const { url, apiKey, folder } = program;
  const caller = createCaller(url, apiKey);
  const datasetIds: string[] = [];
  for (const name of ['turbines', 'valves', 'pumps']) {
    const answer = await caller.ask('POST', '/v1/datasets', { body: { name }, key: `dataset-${name}` });
    datasetIds.push(Created.parse(answer?.body).datasetId);
  }
  const workload = startWorkload({ caller, datasetIds, clients: Number(values.clients), random, name: `s${values.seed}` });
  const restarts: number[] = [];
  let counted = 0;
  for (let tries = 0; counted < kills; tries += 1) {
    if (tries > kills * 3) throw new Error('most kills met no work: the workload is too small');
    await timers.sleep(150 + random.next() ** 2 * 3_000);
    const busy = workload.unanswered() > 0 || (await openRuns(url, apiKey, datasetIds)) > 0;
    const inFlight = workload.unanswered();
    await program.kill();
    const from = clock.monotonicMs();
    program = await startProgram({ folder, port: Number(new URL(url).port) });
    restarts.push(clock.monotonicMs() - from);
    if (busy) counted += 1;
    say(
      `kill ${counted}/${kills}: ${inFlight} writes unanswered, ready again after ${Math.round(restarts.at(-1) ?? 0)} ms, ${workload.answered()} answered so far`,
    );
  }
  await workload.finish();
  const { problems, counts } = await check(caller, datasetIds, workload.noted);
  const sorted = restarts.toSorted((a, b) => a - b);
  say(`restarts: median ${Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)} ms, slowest ${Math.round(sorted.at(-1) ?? 0)} ms`);
  say(
    `documents: ${workload.noted.length} uploaded; ${Object.entries(counts)
      .map(([what, many]) => `${many} ${what}`)
      .join(', ')}`,
  );
  for (const problem of problems) say(`PROBLEM ${problem}`);
  const { code, tookMs } = await program.stop();
  say(`ended with ${code} in ${Math.round(tookMs)} ms`);
  if (problems.length === 0 && !values.keep) await removeProgram(program);
  else say(`its folder is kept: ${folder}`);
  say(
    problems.length === 0
      ? `chaos: clean, ${counted} kills`
      : `chaos: ${problems.length} problems after ${counted} kills, seed ${values.seed}`,
  );
  return problems.length === 0 && code === 0 ? 0 : 1;
}

process.exitCode = await main();
