import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logFileOf } from './layout.ts';

/** Gives a copy of the backup's log to work on, since opening a log writes to it. */
export async function withLogCopy<Result>(backup: string, work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-restore-'));
  try {
    await copyFile(logFileOf(backup), join(folder, 'log.sqlite'));
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
