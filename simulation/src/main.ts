import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { realMachine } from '@ragtime/runtime';
import { z } from 'zod';
import type { Plan } from './plan/happening.ts';
import { plantBug } from './plants/planting.ts';
import { plantOf, plants } from './plants/plants.ts';
import { prove } from './running/prove.ts';
import { createTally, kindsMissed, reportOf, tally } from './running/report.ts';
import { runMany } from './running/run-many.ts';
import { only, shrink } from './running/shrink.ts';

const { values } = parseArgs({
  options: {
    schedules: { type: 'string' },
    seed: { type: 'string', default: String(1 + (realMachine.clock.nowMs() % 1_000_000_000)) },
    threads: { type: 'string', default: String(availableParallelism()) },
    plant: { type: 'string' },
    'list-plants': { type: 'boolean', default: false },
    prove: { type: 'boolean', default: false },
    replay: { type: 'boolean', default: false },
    keep: { type: 'string' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const number = (text: string, most: number): number => z.coerce.number().int().min(1).max(most).parse(text);
const seed = number(values.seed, 2 ** 31);
const schedules = number(values.schedules ?? (values.prove ? '20000' : '2000'), 100_000_000);
const threads = number(values.threads, 64);
const plantOption = values.plant === undefined ? '' : ` --plant ${values.plant}`;

/** Loads what runs a schedule, with the planted bug in it. Nothing that imports the product may be loaded before. */
async function load() {
  if (values.plant !== undefined) plantBug(plantOf(values.plant));
  const { makePlan } = await import('./plan/make-plan.ts');
  const { runSchedule } = await import('./running/run-schedule.ts');
  return { makePlan, runSchedule };
}

/** Runs one schedule in this thread, shortened to `--keep`, and prints all of it. */
async function replay(): Promise<boolean> {
  const { makePlan, runSchedule } = await load();
  const whole = makePlan(seed);
  const plan = values.keep === undefined ? whole : only(whole, values.keep.split(',').map(Number));
  for (const happening of plan.happenings) say(JSON.stringify(happening));
  const { violations, hits } = await runSchedule(plan).catch((error: unknown) => ({
    violations: [String(error)],
    hits: new Map<string, number>(),
  }));
  say(`\nstruck by ${[...hits].map(([kind, count]) => `${count} ${kind}`).join(', ')}`);
  for (const violation of violations) say(`VIOLATION ${violation}`);
  return violations.length === 0;
}

async function explain(failing: number): Promise<void> {
  const { makePlan, runSchedule } = await load();
  const fails = async (plan: Plan): Promise<boolean> =>
    await runSchedule(plan).then(
      ({ violations }) => violations.length > 0,
      () => true,
    );
  if (!(await fails(makePlan(failing))))
    return say('\nIt does not fail alone: something of the schedules before it in its thread is left over.');
  const kept = await shrink(makePlan(failing), fails);
  say(
    `\nIt fails with ${kept.length} happenings too. Again:\n  npm run simulate -- --replay --seed ${failing} --keep ${kept.join(',')}${plantOption}`,
  );
}

async function simulate(): Promise<boolean> {
  const all = createTally();
  let failing: number | undefined;
  const from = realMachine.clock.monotonicMs();
  const isTerminal = process.stdout.isTTY;
  say(`${schedules} schedules from seed ${seed} on ${threads} threads${plantOption}`);
  await runMany({
    schedules,
    firstSeed: seed,
    threads,
    ...(values.plant === undefined ? {} : { plant: values.plant }),
    onResult(result) {
      tally(all, result);
      const ran = all.results.length;
      if (ran % (isTerminal ? 50 : 1_000) === 0) {
        const perSecond = Math.round((ran * 1_000) / (realMachine.clock.monotonicMs() - from));
        const bar = `[${'█'.repeat(Math.floor((ran / schedules) * 30)).padEnd(30, '·')}] ${ran} of ${schedules}, ${perSecond} a second`;
        process.stdout.write(isTerminal ? `\r${bar}` : `${bar}\n`);
      }
      if (result.violations.length === 0) return 'go-on';
      failing = result.seed;
      for (const violation of result.violations) say(`\nVIOLATION with seed ${result.seed}: ${violation}`);
      return 'enough';
    },
  });
  say('');
  for (const line of reportOf(all)) say(line);
  if (failing !== undefined) {
    say(
      `\nsimulate: schedule ${all.results.length} fails, seed ${failing}. All of it again:\n  npm run simulate -- --replay --seed ${failing}${plantOption}`,
    );
    await explain(failing);
    return false;
  }
  const missed = kindsMissed(all);
  if (missed.length > 0) say(`\nsimulate: FAILED, since these never struck: ${missed.join(', ')}`);
  else
    say(`\nsimulate: ${all.results.length} schedules, nothing broken, ${Math.round((realMachine.clock.monotonicMs() - from) / 1_000)} s`);
  return missed.length === 0;
}

if (values['list-plants']) for (const { name, file } of plants) say(`${name.padEnd(44)} ${file}`);
else {
  const isGood = values.prove ? await prove({ schedules, firstSeed: seed, threads, say }) : await (values.replay ? replay() : simulate());
  process.exitCode = isGood ? 0 : 1;
}
