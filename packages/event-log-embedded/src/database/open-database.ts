import { DatabaseSync } from 'node:sqlite';
import type { OpenedState, WorkerSettings } from '../worker/protocol.ts';
import { prepare, refuseForeign } from './format.ts';

/**
 * Opens the one connection of the file, exclusively.
 *
 * No other code in this process may open the file, not even to copy it: closing any of its descriptors would silently drop the process's POSIX lock
 * on it.
 */
export function openDatabase(settings: WorkerSettings): { readonly database: DatabaseSync; readonly state: OpenedState } {
  const database = new DatabaseSync(settings.file, { timeout: 0 });
  try {
    database.exec('pragma locking_mode = exclusive');
    refuseForeign(database); // before any write, including that of the journal mode
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = 16777216');
    limitSize(database, settings.fileBytesMax);
    const state = prepare(database, settings);
    // After a failed sync the kernel may treat pages as clean that never reached the disk. Copying the whole write-ahead log into the database
    // writes and syncs them again, before any reader relies on them.
    database.exec('pragma wal_checkpoint(truncate)');
    return { database, state };
  } catch (error) {
    database.close();
    throw error;
  }
}

function limitSize(database: DatabaseSync, fileBytesMax: number | undefined): void {
  if (fileBytesMax === undefined) return;
  const pageBytes = Number(database.prepare('pragma page_size').get()?.['page_size']);
  database.exec(`pragma max_page_count = ${Math.max(1, Math.floor(fileBytesMax / pageBytes))}`);
}
