// `node scripts/mutate.mjs [TARGET…] [--sample N] [--seed N] [--file PATH]`: changes the code of each target in one place at a time and runs the
// tests near it. A change that no test notices is a survivor: it gets a test, or a line in scripts/mutation/explained.json that says why it is none.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { environment, nodeProgram, root } from './lib/setup.mjs';
import { mutantsOf } from './mutation/mutants.mjs';
import { targets } from './mutation/targets.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' }, file: { type: 'string' } },
});
/** A change may make a loop endless. */
const timeoutMs = 600_000;

const unknown = positionals.filter((name) => !targets.some((target) => target.name === name));
if (unknown.length > 0) {
  console.error(`mutate: there is no target ${unknown.join(', ')}; the targets are ${targets.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const explained = JSON.parse(readFileSync(join(root, 'scripts/mutation/explained.json'), 'utf8'));
const isExplained = ({ file, what }) => explained.some((one) => one.file === file && one.what === what);

const test = ({ project, tests }, mutant) =>
  spawnSync(
    nodeProgram(),
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--bail', '1', '--fsModuleCache=false', '--project', project, ...tests],
    {
      cwd: root,
      env: { ...environment(), ...(mutant === undefined ? {} : { RAGTIME_MUTANT: JSON.stringify(mutant) }) },
      encoding: 'utf8',
      timeout: timeoutMs,
    },
  );

/** The same seed chooses the same ones. */
function chosen(all) {
  if (values.sample === undefined) return all;
  let state = Number(values.seed);
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state;
  };
  return all
    .map((one) => ({ one, order: next() }))
    .sort((left, right) => left.order - right.order)
    .slice(0, Number(values.sample))
    .map(({ one }) => one);
}

let survivors = 0;
for (const target of targets) {
  if (positionals.length > 0 && !positionals.includes(target.name)) continue;
  const files = globSync(target.files, { cwd: root }).filter((file) => values.file === undefined || file === values.file);
  if (test(target).status !== 0) {
    console.error(`mutate: the tests of ${target.name} fail without any change`);
    process.exitCode = 1;
    continue;
  }
  const all = chosen(
    files.flatMap((file) => mutantsOf(readFileSync(join(root, file), 'utf8'), file).map((mutant) => ({ file, ...mutant }))),
  );
  let noticed = 0;
  let known = 0;
  for (const mutant of all) {
    if (isExplained(mutant)) known += 1;
    else if (test(target, mutant).status !== 0) noticed += 1;
    else {
      survivors += 1;
      console.log(`survivor: ${mutant.file}:${mutant.line} ${mutant.what}`);
    }
  }
  console.log(`mutate: ${target.name}: ${noticed} of ${all.length} changes were noticed, ${known} are explained`);
}
if (survivors > 0) process.exitCode = 1;
