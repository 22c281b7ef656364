// Runs one of the workspace's programs on the right Node: `node scripts/run.mjs FILE ARGUMENTS…`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, environment, nodeProgram, root } from './lib/setup.mjs';

ensureInstalled();
const [file, ...rest] = process.argv.slice(2);
const { status } = spawnSync(nodeProgram(), [join(root, file), ...rest], { stdio: 'inherit', env: environment() });
process.exitCode = status ?? 1;
