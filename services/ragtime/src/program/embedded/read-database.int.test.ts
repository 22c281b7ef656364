import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createShutdown, realMachine, silentLogger } from '@ragtime/runtime';
import { sql } from 'slonik';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StartFailure } from '../start-failure.ts';
import { openReadDatabase } from './read-database.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-rows-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

async function open(log: { readonly created?: boolean; readonly machineRestarted?: boolean }) {
  const shutdown = createShutdown(realMachine);
  const { database, rebuilding } = await openReadDatabase({
    folder,
    shutdown,
    machine: realMachine,
    logger: silentLogger,
    log: { created: false, machineRestarted: false, ...log },
  });
  return {
    rebuilding,
    end: async () => void (await shutdown.run()),
    /** Ends like a process that dies: the files stay as they are, without the mark. */
    die: async () => await database.close(),
  };
}

describe('the database of the read models', () => {
  it('is made at the first start, and is kept after a clean end and after the death of the process', async () => {
    const first = await open({ created: true });
    expect(first.rebuilding).toBe('first-start');
    await first.end();
    const second = await open({});
    expect(second.rebuilding).toBeUndefined();
    await second.die();
    const third = await open({});
    expect(third.rebuilding).toBeUndefined();
    await third.end();
  });
  it('is kept after a restart of the machine that followed a clean end, and thrown away otherwise', async () => {
    await (await open({ created: true })).end();
    const afterReboot = await open({ machineRestarted: true });
    expect(afterReboot.rebuilding).toBeUndefined();
    await afterReboot.die();
    const afterPowerCut = await open({ machineRestarted: true });
    expect(afterPowerCut.rebuilding).toBe('machine-restarted');
    await afterPowerCut.end();
  });
  it('has its mark only while no process writes it', async () => {
    const first = await open({ created: true });
    expect(await readdir(folder)).not.toContain('database.on-disk');
    await first.end();
    expect(await readdir(folder)).toContain('database.on-disk');
    const second = await open({});
    expect(await readdir(folder)).not.toContain('database.on-disk');
    await second.end();
  });
  it('is rebuilt when it cannot be opened', async () => {
    await (await open({ created: true })).end();
    await rm(join(folder, 'database', 'global'), { recursive: true });
    const reopened = await open({});
    expect(reopened.rebuilding).toBe('unreadable');
    await reopened.end();
  });
});

it('a database that died and does not open again ends the program with the code database-lost', async () => {
  const failed = Promise.withResolvers<StartFailure>();
  const shutdown = createShutdown(realMachine);
  const { database } = await openReadDatabase({
    folder,
    shutdown,
    machine: realMachine,
    logger: silentLogger,
    log: { created: true, machineRestarted: false },
    fail: failed.resolve,
  });
  // The session keeps what it needs to plan the statement, and reads no file for the next one.
  await database.pool.query(sql.unsafe`do $$ begin null; end $$`);
  await rename(join(folder, 'database'), join(folder, 'taken-away'));
  // Only its time limit ends this statement, and with it the session.
  await expect(database.pool.query(sql.unsafe`do $$ begin loop null; end loop; end $$`)).rejects.toThrow('was stopped');
  expect((await failed.promise).code).toBe('database-lost');
  await shutdown.run();
});
