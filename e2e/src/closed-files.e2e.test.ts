import { spawnSync } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { askerOf } from './support/ask.ts';
import { root } from './support/code-blocks.ts';
import { type Program, removeProgram, startProgram } from './support/program.ts';

let program: Program;
let doctorBefore: Awaited<ReturnType<typeof doctor>>;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-e2e-'));
  // A folder of an earlier release, or one that somebody made by hand.
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'snapshots'));
  await chmod(join(folder, 'snapshots'), 0o755);
  await writeFile(join(folder, 'notes.txt'), 'of the operator');
  await chmod(join(folder, 'notes.txt'), 0o666);
  doctorBefore = doctor(folder);
  program = await startProgram({ folder });
});
afterAll(async () => await removeProgram(program));

/** Everything below a folder to which others than its owner have a right, with these rights. */
async function open(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of ['', ...(await readdir(folder, { recursive: true }))]) {
    const status = await lstat(join(folder, name)).catch(() => undefined);
    if (status !== undefined && (status.mode & 0o077) !== 0) found.push(`${name} ${(status.mode & 0o777).toString(8)}`);
  }
  return found;
}

function doctor(folder: string) {
  const { stdout } = spawnSync(process.execPath, [join(root, 'services/ragtime/src/main.ts'), 'doctor', '--json'], {
    encoding: 'utf8',
    env: { ...process.env, RAGTIME_DATA: folder },
  });
  const { checks } = z
    .object({ checks: z.array(z.object({ what: z.string(), state: z.string(), detail: z.string() })) })
    .parse(JSON.parse(stdout));
  return checks.find(({ what }) => what === 'rights');
}

describe('other users of the machine', () => {
  it('reach nothing of the data folder, also when it was there before with other rights', async () => {
    expect(await open(program.folder)).toEqual([]);
  });

  it('reach nothing of what a running server adds: its folders are closed', async () => {
    const ask = askerOf(program);
    await ask('POST', '/v1/datasets', { json: { name: 'Closed' } });
    const folders: string[] = [];
    for (const entry of await readdir(program.folder, { recursive: true, withFileTypes: true }))
      if (entry.isDirectory() && ((await lstat(join(entry.parentPath, entry.name))).mode & 0o077) !== 0) folders.push(entry.name);
    expect(folders).toEqual([]);
  });

  it('are what doctor names, before a start and not after it', () => {
    expect(doctorBefore).toMatchObject({ state: 'wrong' });
    expect(doctorBefore?.detail).toContain('snapshots');
    expect(doctor(program.folder)).toMatchObject({ state: 'ok' });
  });
});
