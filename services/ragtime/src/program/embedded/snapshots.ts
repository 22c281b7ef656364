import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openFolderBlobStore } from '@ragtime/blob-store';
import type { SnapshotOptions } from '@ragtime/event-log';
import type { Logger, Machine, Shutdown } from '@ragtime/runtime';
import { snapshotsOver } from '../snapshots.ts';
import { reserveBytes } from './truth.ts';

const snapshotFolder = (folder: string): string => join(folder, 'snapshots');

/** While the lock on the log is held: nobody else writes there. */
export const removeSnapshots = async (folder: string): Promise<void> => await rm(snapshotFolder(folder), { recursive: true, force: true });

/** In a folder of their own: it may be removed at any time that nothing runs on it. */
export async function openSnapshots(options: {
  readonly folder: string;
  readonly everyRecords: number;
  readonly machine: Machine;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}): Promise<SnapshotOptions> {
  const { folder, machine, shutdown } = options;
  // They cost time when they are missing, and nothing else: they leave room for all that must be written.
  const blobs = await openFolderBlobStore({ folder: snapshotFolder(folder), machine, reserveBytes: reserveBytes * 4 });
  shutdown.add('snapshot store', () => blobs.close(), { timeoutMs: 500 });
  return await snapshotsOver(blobs, options);
}
