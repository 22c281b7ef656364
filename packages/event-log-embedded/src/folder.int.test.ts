import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { realMachine } from '@ragtime/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedLogOptions, openEmbeddedLog } from './embedded-log.ts';
import { FolderOfAnotherRelease, LogUnreadable } from './folder-errors.ts';
import { startChild } from './testing/child.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-folder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (options: Partial<EmbeddedLogOptions> = {}) => openEmbeddedLog({ folder, machine: realMachine, ...options });

async function openAndClose(options: Partial<EmbeddedLogOptions> = {}) {
  const log = await open(options);
  await log.close();
  return { created: log.created, openedAfter: log.openedAfter, machineRestarted: log.machineRestarted };
}

/** Leaves the log like a process that dies. */
async function openAndDie(): Promise<void> {
  const child = startChild('./append-forever.child.ts', [folder]);
  for await (const line of child.lines) if (line.startsWith('acknowledged')) await child.kill();
}

describe('a log that is opened', () => {
  it('reports that it is new, and the next time that it was closed cleanly', async () => {
    expect(await openAndClose()).toEqual({ created: true, openedAfter: 'clean-close', machineRestarted: false });
    expect(await openAndClose()).toEqual({ created: false, openedAfter: 'clean-close', machineRestarted: false });
  });
  it('reports whether it holds a record', async () => {
    const record = { key: 'key', value: Buffer.from('text'), stamp: { at: 0, previous: Buffer.alloc(8) } };
    for (const append of [false, true]) {
      const log = await open();
      expect(log.wasEmpty).toBe(true);
      await log.ensureTopics([{ name: 'events', partitions: 2 }]);
      if (append) await (await log.openSession('events', 1)).append([record]);
      await log.close();
    }
    const log = await open();
    expect(log.wasEmpty).toBe(false);
    await log.close();
  });
  it('reports that its process died', async () => {
    await openAndDie();
    expect(await openAndClose()).toEqual({ created: false, openedAfter: 'process-death', machineRestarted: false });
    expect(await openAndClose()).toEqual({ created: false, openedAfter: 'clean-close', machineRestarted: false });
  });
  it('reports that the machine has restarted, and whether the log was closed cleanly before', async () => {
    await openAndDie();
    expect(await openAndClose({ bootId: 'second boot' })).toEqual({
      created: false,
      openedAfter: 'machine-restart',
      machineRestarted: true,
    });
    expect(await openAndClose({ bootId: 'third boot' })).toEqual({ created: false, openedAfter: 'clean-close', machineRestarted: true });
    expect(await openAndClose({ bootId: 'third boot' })).toEqual({ created: false, openedAfter: 'clean-close', machineRestarted: false });
  });
  it('assumes the worse case when the machine has no boot id', async () => {
    await openAndDie();
    expect(await openAndClose({ bootId: undefined })).toEqual({ created: false, openedAfter: 'machine-restart', machineRestarted: true });
  });
  it('leaves no write-ahead log when it is closed', async () => {
    await openAndClose();
    await expect(stat(join(folder, 'log.sqlite-wal'))).rejects.toThrow('ENOENT');
  });
});

describe('a folder', () => {
  it('is created when it is missing', async () => {
    folder = join(folder, 'deep', 'er');
    expect((await openAndClose()).created).toBe(true);
  });
  it('of another format is refused in one clear sentence, and not changed', async () => {
    await openAndClose();
    const file = join(folder, 'log.sqlite');
    const database = new DatabaseSync(file);
    database.exec('pragma user_version = 99');
    database.close();
    const before = await readFile(file);
    await expect(open()).rejects.toThrow(FolderOfAnotherRelease);
    await expect(open()).rejects.toThrow(/was made by another release \(it holds format 99, this release needs format 1\)/);
    expect((await readFile(file)).equals(before)).toBe(true);
  });
  it('with the database of another program is refused, and not changed', async () => {
    const file = join(folder, 'log.sqlite');
    const database = new DatabaseSync(file);
    database.exec('create table theirs (x)');
    database.close();
    const before = await readFile(file);
    await expect(open()).rejects.toThrow(FolderOfAnotherRelease);
    expect((await readFile(file)).equals(before)).toBe(true);
  });
  it('with another file in the log’s place is refused', async () => {
    await writeFile(join(folder, 'log.sqlite'), 'not a database, however long it may be '.repeat(100));
    await expect(open()).rejects.toThrow(FolderOfAnotherRelease);
  });
  it('that cannot be written is refused with the cause', async () => {
    await writeFile(join(folder, 'file'), '');
    folder = join(folder, 'file');
    await expect(open()).rejects.toThrow(/EEXIST|ENOTDIR/);
  });
  it('whose log is not a regular file is refused with the cause', async () => {
    await openAndClose();
    await rm(join(folder, 'log.sqlite'));
    await mkdir(join(folder, 'log.sqlite'));
    await expect(open()).rejects.toThrow(LogUnreadable);
  });
});
