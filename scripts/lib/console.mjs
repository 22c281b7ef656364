// Builds the console's files, once for each state of its sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, nodeProgram, root } from './setup.mjs';

const home = join(root, 'services', 'console');
export const builtFolder = join(home, 'dist');
const sources = [
  'pnpm-lock.yaml',
  'services/console/web',
  'services/console/src',
  'services/console/vite.config.ts',
  'packages/client/src',
];

function filesOf(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  const entries = readdirSync(full, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** A digest of everything that the built files are made from. */
function digestOfSources() {
  const hash = createHash('sha256');
  const files = sources.flatMap((path) => (/\.\w+$/.test(path) ? [join(root, path)] : filesOf(path))).toSorted();
  for (const file of files) if (!file.includes('.test.')) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

/** Builds unless what is there was built from these sources. Needs no network. @throws when the build fails. */
export function ensureConsoleBuilt() {
  const digest = digestOfSources();
  const stampOf = (folder) => join(folder, '.built-from');
  if (existsSync(stampOf(builtFolder)) && readFileSync(stampOf(builtFolder), 'utf8') === digest) return;
  const fresh = `${builtFolder}-${process.pid}`;
  const vite = join(home, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status, stdout, stderr } = spawnSync(nodeProgram(), [vite, 'build', '--outDir', fresh, '--logLevel', 'warn'], {
    cwd: home,
    env: environment(),
    encoding: 'utf8',
  });
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`the console could not be built: ${stdout}${stderr}`);
  }
  writeFileSync(stampOf(fresh), digest);
  // Another process may do the same at this moment: both have built the same, and one of the two stays.
  rmSync(builtFolder, { recursive: true, force: true });
  try {
    renameSync(fresh, builtFolder);
  } catch {
    rmSync(fresh, { recursive: true, force: true });
  }
}
