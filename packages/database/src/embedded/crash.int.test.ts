import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { realMachine as machine } from '@ragtime/runtime';
import { sql } from 'slonik';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openEmbeddedDatabase } from './open.ts';

let parent: string;
let folder: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ragtime-crash-'));
  folder = join(parent, 'database');
});
afterAll(async () => {
  await rm(parent, { recursive: true });
});

const startWriter = (): ChildProcess =>
  spawn(process.execPath, [fileURLToPath(new URL('../testing/writer.child.ts', import.meta.url)), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

async function kill(writer: ChildProcess): Promise<void> {
  writer.kill('SIGKILL');
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
}

/** Kills the writer once it has written this many lines. @returns the last number that it acknowledged. */
async function killAfter(lines: number): Promise<number> {
  const writer = startWriter();
  let said = 0;
  let last = 0;
  if (writer.stdout === null) throw new Error('the writer has no output');
  for await (const line of createInterface({ input: writer.stdout })) {
    said += 1;
    if (line !== 'opened') last = Number(line);
    if (said === lines) writer.kill('SIGKILL');
  }
  await kill(writer);
  return last;
}

const Found = z.object({ place: z.int(), rows: z.int(), highest: z.int() });

describe('an embedded database whose process was killed', () => {
  test('during its creation opens as an empty one', async () => {
    const watching = watch(parent);
    const writer = startWriter();
    for await (const { filename } of watching) if (filename === 'database.making') break;
    await kill(writer);
    expect(await readdir(parent)).toStrictEqual(['database.making']);
    const database = await openEmbeddedDatabase({ folder, machine });
    expect(await database.pool.exists(sql.unsafe`select from pg_tables where tablename = 'entry'`)).toBe(false);
    expect(database.created).toBe(true);
    await database.close();
    expect(await readdir(parent)).toStrictEqual(['database']);
  });

  test.each([40, 150, 90])(
    'in the middle of its work, after %d steps, has every acknowledged transaction, each complete',
    async (steps) => {
      const acknowledged = await killAfter(steps);
      expect(acknowledged).toBeGreaterThan(0);
      const database = await openEmbeddedDatabase({ folder, machine });
      const { place, rows, highest } = await database.pool.one(sql.type(Found)`
      select (select number from place) place, (select count(*) from entry) rows, (select max(number) from entry) highest`);
      await database.close();
      expect({ rows, highest }).toStrictEqual({ rows: place, highest: place });
      expect(place).toBeGreaterThanOrEqual(acknowledged);
    },
  );
});
