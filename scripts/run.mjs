// Runs one of the workspace's programs on the right Node: `node scripts/run.mjs FILE ARGUMENTS…`.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, environment, nodeProgram, root } from './lib/setup.mjs';

ensureInstalled();
const [file, ...rest] = process.argv.slice(2);
const program = spawn(nodeProgram(), [join(root, file), ...rest], { stdio: 'inherit', env: environment() });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => program.kill(signal));
program.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
