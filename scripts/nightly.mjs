// `npm run nightly`: what takes too long for each change. `npm run nightly -- NAME…` runs only the named parts.
import { spawn, spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { environment, nodeProgram, root } from './lib/setup.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { load: { type: 'string', default: '10' }, rounds: { type: 'string', default: '3' } },
});

const runs = (program, ...args) => spawnSync(program, args, { cwd: root, env: environment(), stdio: 'inherit' }).status === 0;
const simulates = (...args) => runs(nodeProgram(), 'simulation/src/main.ts', ...args);
const kills = (...args) => runs(nodeProgram(), 'e2e/src/chaos/main.ts', ...args);

/** Busy processes take the processors, as on a slow hour. A test that fails here asserts how fast the machine is. */
function suiteUnderLoad() {
  const load = Array.from({ length: Number(values.load) }, () => spawn(nodeProgram(), ['-e', 'for (;;);']));
  try {
    return Array.from({ length: Number(values.rounds) }).every(() => runs('npm', 'test'));
  } finally {
    for (const busy of load) busy.kill('SIGKILL');
  }
}

const parts = {
  'suite-under-load': suiteUnderLoad,
  // The rarest of them took 14,090 schedules once.
  'planted-bugs': () => simulates('--prove', '--schedules', '100000'),
  mutants: () => runs(nodeProgram(), 'scripts/mutate.mjs'),
  schedules: () => simulates('--schedules', '200000'),
  'chaos-embedded': () => kills('--profile', 'embedded', '--kills', '30'),
  'chaos-distributed': () => kills('--profile', 'distributed', '--minutes', '20'),
};

const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`nightly: there is no part ${unknown.join(', ')}; the parts are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}
const wanted = positionals.length > 0 ? positionals : Object.keys(parts);
const results = wanted.map((name) => {
  console.log(`\n══ nightly: ${name}`);
  return { name, ok: parts[name]() };
});
for (const { name, ok } of results) console.log(`nightly: ${name}: ${ok ? 'ok' : 'FAILED'}`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
