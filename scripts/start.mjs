// `npm start`: sets up once, then runs `ragtime serve` in the foreground until a signal.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, environment, nodeProgram, root } from './lib/setup.mjs';

ensureInstalled();
const program = spawn(nodeProgram(), [join(root, 'services/ragtime/src/main.ts'), 'serve', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...environment(), RAGTIME_STARTED_AT_MS: process.env.RAGTIME_STARTED_AT_MS ?? String(Date.now()) },
});
// A terminal sends Ctrl-C to all of us; whoever else stops us speaks to this process alone.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => program.kill(signal));
program.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
