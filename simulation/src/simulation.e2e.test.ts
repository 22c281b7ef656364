import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { changedFiles, plantsIn } from './plants/changed.ts';
import { plantOf } from './plants/plants.ts';
import { findPlant } from './running/prove.ts';
import { createTally, kindsMissed, tally } from './running/report.ts';
import { runMany } from './running/run-many.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const threads = availableParallelism();

it('whatever happens in 2,000 schedules, what was promised is kept', async () => {
  const firstSeed = Number(process.env['RAGTIME_TEST_SEED'] ?? 1);
  const all = createTally();
  await runMany({
    schedules: 2_000,
    firstSeed,
    threads,
    onResult(result) {
      tally(all, result);
      return result.violations.length === 0 ? 'go-on' : 'enough';
    },
  });
  const broken = all.results.filter(({ violations }) => violations.length > 0).map(({ seed, violations }) => ({ seed, violations }));
  expect(broken).toStrictEqual([]);
  expect(kindsMissed(all)).toStrictEqual([]);
  const median = (of: readonly number[]) => of.toSorted((one, other) => one - other)[of.length >> 1];
  expect(Math.min(...all.results.map(({ nodes }) => nodes))).toBeGreaterThanOrEqual(3);
  expect(median(all.results.map(({ commands }) => commands))).toBeGreaterThanOrEqual(50);
  expect(median(all.results.map(({ faults }) => faults))).toBeGreaterThanOrEqual(5);
});

/** One of each part of the product that is found soon. */
const always = [
  'stamp-not-checked',
  'two-batches-in-flight',
  'causes-forgotten-at-restart',
  'attempt-number-ignored',
  'position-outside-the-transaction',
  'index-trusted-without-rows',
  'keys-forgotten-by-a-deletion',
];
const ofThisChange = plantsIn(changedFiles(root)).map(({ name }) => name);

/** `npm run nightly -- planted-bugs` looks for all of them. */
describe('a planted bug is found', () => {
  it.each([...new Set([...always, ...ofThisChange])])('%s', async (name) => {
    const { schedules, violation } = await findPlant(plantOf(name), { schedules: 4_000, firstSeed: 1, threads });
    expect(violation).not.toBe(undefined);
    expect(schedules).toBeGreaterThan(0);
  });
});

it('a schedule that fails is shortened, and the printed command shows the same failure', () => {
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url)), ...args], { encoding: 'utf8' });
  const { stdout } = run('--plant', 'stamp-not-checked', '--schedules', '50', '--seed', '1');
  const [, command] = /It fails with \d+ happenings too\. Again:\n {2}npm run simulate -- (.*)/.exec(stdout) ?? [];
  if (command === undefined) throw new Error(`it prints no command: ${stdout}`);
  const again = run(...command.split(' '));
  expect([again.status, again.stdout]).toEqual([1, expect.stringContaining('VIOLATION ')]);
});
