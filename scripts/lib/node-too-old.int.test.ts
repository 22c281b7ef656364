import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const project = fileURLToPath(new URL('../../', import.meta.url));
let root: string;

/** A clone whose dependencies are installed, without the Node that they bring on Linux. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ragtime-old-node-'));
  cpSync(join(project, 'scripts'), join(root, 'scripts'), { recursive: true });
  const isSource = (path: string) => !/[\\/](node_modules|dist)/.test(path.slice(project.length));
  cpSync(join(project, 'services/console'), join(root, 'services/console'), { recursive: true, filter: isSource });
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) {
    cpSync(join(project, file), join(root, file));
    hash.update(readFileSync(join(root, file)));
  }
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules/.ragtime-installed'), hash.digest('hex'));
  writeFileSync(
    join(root, 'old-node.cjs'),
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.19.1' } });",
  );
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each([['start.mjs'], ['run.mjs', 'services/ragtime/src/main.ts', 'serve'], ['test.mjs', '--quick'], ['nightly.mjs', 'planted-bugs']])(
  '%s refuses a Node.js that is too old in one sentence with its code',
  (script, ...args) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--require', join(root, 'old-node.cjs'), join(root, 'scripts', script), ...args],
      { encoding: 'utf8' },
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: script === 'nightly.mjs' ? '\n══ nightly: planted-bugs\n' : '',
      stderr:
        'ragtime: Ragtime needs Node.js 24.12 or newer, and this machine has 18.19.1: install a newer one and put it first in the PATH [node-too-old]\n',
    });
  },
);
