import { join } from 'node:path';
import { openFolderBlobStore } from '@ragtime/blob-store';
import type { SnapshotOptions } from '@ragtime/event-log';
import type { Logger, Machine, Shutdown } from '@ragtime/runtime';
import type { ProgramMetrics } from '../metrics/program-metrics.ts';
import { snapshotsOver } from '../snapshots.ts';
import { reserveBytes } from './truth.ts';

const snapshotFolder = (folder: string): string => join(folder, 'snapshots');

/** Keeps snapshots in a folder of their own. The folder may be removed at any time when no process runs on it. */
export async function openSnapshots(options: {
  readonly folder: string;
  readonly everyRecords: number;
  readonly machine: Machine;
  readonly logger: Logger;
  /** Undefined: nothing is measured. */
  readonly metrics?: ProgramMetrics;
  readonly shutdown: Shutdown;
}): Promise<SnapshotOptions> {
  const { folder, machine, shutdown } = options;
  // Missing snapshots cost time and nothing else, so they leave room for everything that must be written.
  const blobs = await openFolderBlobStore({ folder: snapshotFolder(folder), machine, reserveBytes: reserveBytes * 4 });
  shutdown.add('snapshot store', () => blobs.close(), { timeoutMs: 500 });
  return await snapshotsOver(blobs, options);
}
