import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord } from '@ragtime/event-log';
import { realMachine } from '@ragtime/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EmbeddedLogOptions, openEmbeddedLog } from './embedded-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (options: Partial<EmbeddedLogOptions> = {}) => openEmbeddedLog({ folder, machine: realMachine, ...options });

const record = (text: string, at = 0): LogRecord => ({
  key: 'key',
  value: Buffer.from(text),
  stamp: { at, previous: Buffer.alloc(8, 7) },
});

it('keeps records, their stamps and their order over a close', async () => {
  const log = await open();
  await log.ensureTopics([{ name: 'events', partitions: 2 }]);
  const session = await log.openSession('events', 1);
  expect(await session.append([record('a', 0), record('b', 1)])).toBe(0);
  expect(await session.append([record('', -1)])).toBe(2);
  await log.close();

  const again = await open();
  const page = await (await again.openSession('events', 1)).read(1, { limit: 10, waitMs: 0 });
  expect(page.next).toBe(3);
  expect(page.end).toBe(3);
  expect(page.records.map(({ offset, key, value, stamp }) => [offset, key, Buffer.from(value ?? []).toString(), stamp?.at])).toEqual([
    [1, 'key', 'b', 1],
    [2, 'key', '', -1],
  ]);
  expect(Buffer.from(page.records[0]?.stamp?.previous ?? []).toString('hex')).toBe('0707070707070707');
  await again.close();
});

it('wakes a waiting read with the append', async () => {
  const log = await open();
  await log.ensureTopics([{ name: 'events', partitions: 1 }]);
  const [reader, writer] = [await log.openSession('events', 0), await log.openSession('events', 0)];
  const waiting = reader.read(0, { limit: 10, waitMs: 60_000 });
  await writer.append([record('a')]);
  expect((await waiting).records).toHaveLength(1);
  await log.close();
});
