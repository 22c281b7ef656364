// `npm test`: sets up once, then runs every check and test, and adds up the counts of all runners.
// `npm run test:quick`: runs only what needs neither containers nor the whole program, for the inner loop.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureConsoleBuilt } from './lib/console.mjs';
import { ensureInstalled, environment, nodeProgram, root } from './lib/setup.mjs';

ensureInstalled();
ensureConsoleBuilt();
const isQuick = process.argv.includes('--quick');
const isCi = process.env.CI !== undefined;
const reports = mkdtempSync(join(tmpdir(), 'ragtime-tests-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const env = { ...environment(), CI: process.env.CI ?? 'true', NO_COLOR: process.env.NO_COLOR ?? '1' };
const started = Date.now();
const parts = [];

function run(name, program, ...args) {
  const from = Date.now();
  console.log(`\n── ${name}`);
  const { status } = spawnSync(program, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const line = `${name}: ${status === 0 ? 'ok' : 'FAILED'} after ${((Date.now() - from) / 1000).toFixed(1)} s`;
  parts.push(line);
  console.log(`── ${line}`);
  return status === 0;
}

/** Runs a program that passes or fails as a whole, and counts it as one test. */
function check(name, program, ...args) {
  total[run(name, program, ...args) ? 'passed' : 'failed'] += 1;
}

/** @param more arguments of the runner */
function vitest(project, ...more) {
  const report = join(reports, `${project}.json`);
  const ok = run(
    `tests: ${project}`,
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...more,
  );
  let counted = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
  try {
    counted = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // A missing report is a failure, which the exit code shows too.
  }
  total.passed += counted.numPassedTests;
  total.skipped += counted.numPendingTests + counted.numTodoTests;
  // A file that cannot be loaded, or an error outside any test, fails the runner without a failed test.
  total.failed += ok ? counted.numFailedTests : Math.max(1, counted.numFailedTests);
}

check('types', 'tsc', '-p', 'tsconfig.json');
check('types: the page', 'tsc', '-p', 'services/console/tsconfig.json');
check('lint: oxlint', 'oxlint', '--type-aware', '--deny-warnings');
check('lint: format', 'biome', 'check', '.');
check(
  'lint: who may import whom',
  'depcruise',
  'packages',
  'services',
  'simulation',
  'e2e',
  'bench',
  '--config',
  '.dependency-cruiser.cjs',
);
check('lint: shell scripts', nodeProgram(), 'scripts/lint-shell.mjs');
check('lint: plain words', nodeProgram(), 'scripts/lint-words.mjs');
check('lint: paths in documents', nodeProgram(), 'scripts/lint-paths.mjs');
check('lint: unused', 'knip');
check('lint: versions', 'sherif');
if (isQuick) vitest('unit');
else {
  check('samples', nodeProgram(), 'samples/make/check.ts');
  for (const project of ['unit', 'int']) vitest(project);
  // The engine and the images of Kafka, Postgres, OpenSearch and S3, and of everything that `docker compose up` starts.
  const images = ['kafka', 'opensearch', 'postgres', 's3', 'nginx', 'ragtime'];
  check('servers: engine and images', 'infra/provision.sh', '--compose', ...(isCi ? ['--clean'] : []), ...images);
  // These tests mostly wait for servers that were killed or are silent.
  vitest('servers', '--maxWorkers=3');
  vitest('e2e');
  if (isCi) run('servers: stop the engine that this run started', 'infra/provision.sh', '--stop');
}
rmSync(reports, { recursive: true, force: true });

console.log(`\n${parts.join('\n')}\nAll of it took ${Math.round((Date.now() - started) / 1000)} s.`);
const skippedInCi = isCi && total.skipped > 0;
if (skippedInCi) console.log('In CI no test may be skipped.');
console.log(`tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 || skippedInCi ? 1 : 0;
