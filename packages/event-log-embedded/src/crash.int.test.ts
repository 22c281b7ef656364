import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine } from '@ragtime/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedLog } from './embedded-log.ts';
import { FolderInUse } from './folder-errors.ts';
import { partitions, topic, wholeBatches } from './testing/batches.ts';
import { type Child, startChild } from './testing/child.ts';
import { readAll } from './testing/read-all.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-crash-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Acknowledged {
  readonly batch: number;
  readonly partition: number;
  readonly at: number;
}

/** Lets a child append and kills it after that many acknowledgements. @returns every acknowledged batch, including those that arrived late. */
async function appendUntilKilled(firstBatch: number, acknowledgements: number): Promise<readonly Acknowledged[]> {
  const child = startChild('./append-forever.child.ts', [folder, `${firstBatch}`]);
  const acknowledged: Acknowledged[] = [];
  for await (const line of child.lines) {
    const [, batch, partition, at] = /^acknowledged (\d+) (\d+) (\d+)$/.exec(line) ?? [];
    if (batch === undefined) continue;
    acknowledged.push({ batch: Number(batch), partition: Number(partition), at: Number(at) });
    if (acknowledged.length === acknowledgements) await child.kill();
  }
  return acknowledged;
}

async function untilOpened(child: Child): Promise<string> {
  for await (const line of child.lines) if (line.startsWith('opened ')) return line.slice('opened '.length);
  throw new Error('the child ended before it opened the log');
}

it('a process that is killed while it appends loses no acknowledged record and leaves no half batch', async () => {
  const acknowledged: Acknowledged[] = [];
  for (let kill = 1; kill <= 20; kill += 1) {
    acknowledged.push(...(await appendUntilKilled(kill * 1_000_000, (kill * 17) % 90)));
    const log = await openEmbeddedLog({ folder, machine: realMachine });
    expect(log.openedAfter).toBe('process-death');
    for (let partition = 0; partition < partitions; partition += 1) {
      const found = wholeBatches(await readAll(log, topic, partition));
      const missing = acknowledged.filter((each) => each.partition === partition && found.get(each.batch) !== each.at);
      expect(missing).toEqual([]);
    }
    await log.close();
  }
  expect(acknowledged.length).toBeGreaterThan(500);
});

describe('a folder', () => {
  it('is refused to a second process in one clear sentence, and is free as soon as its holder is dead', async () => {
    const child = startChild('./append-forever.child.ts', [folder]);
    expect(await untilOpened(child)).toBe('clean-close');
    const refused = openEmbeddedLog({ folder, machine: realMachine });
    await expect(refused).rejects.toThrow(FolderInUse);
    await expect(refused).rejects.toThrow(
      `the data folder ${folder} is in use by another process: stop that one, or choose another folder`,
    );
    await child.kill();
    const log = await openEmbeddedLog({ folder, machine: realMachine });
    expect(log.created).toBe(false);
    await log.close();
  });
  it('is refused to a second opening in the same process', async () => {
    const log = await openEmbeddedLog({ folder, machine: realMachine });
    await expect(openEmbeddedLog({ folder, machine: realMachine })).rejects.toThrow(FolderInUse);
    await log.ensureTopics([{ name: topic, partitions: 1 }]);
    await log.close();
  });
});
