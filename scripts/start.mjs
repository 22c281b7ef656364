// `npm start`: sets up once, then runs `ragtime serve` in the foreground until a signal.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureConsoleBuilt } from './lib/console.mjs';
import { ensureInstalled, environment, nodeProgram, root } from './lib/setup.mjs';

const startedAtMs = process.env.RAGTIME_STARTED_AT_MS ?? String(Date.now());
ensureInstalled();
ensureConsoleBuilt();
const program = spawn(nodeProgram(), [join(root, 'services/ragtime/src/main.ts'), 'serve', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...environment(), RAGTIME_STARTED_AT_MS: startedAtMs },
});
// A terminal sends Ctrl-C to every process; npm and this script pass signals on too. The program counts several signals of one moment as one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => program.kill(signal));
program.on('error', (error) => {
  console.error(`ragtime: ${nodeProgram()} cannot be run: ${error.message}`);
  process.exit(1);
});
program.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
