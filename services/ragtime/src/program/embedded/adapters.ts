import { join } from 'node:path';
import { type BlobStore, openFolderBlobStore } from '@ragtime/blob-store';
import { createMemorySignals } from '@ragtime/event-log';
import type { Adapters } from '../adapters.ts';
import { createErasureGate, type ErasureGate } from '../backup/erasure-gate.ts';
import type { ProgramMetrics } from '../metrics/program-metrics.ts';
import { openReading } from '../reading.ts';
import { closeDataFolder } from './close-folder.ts';
import { openReadDatabase, type ReadDatabaseOptions, type Rebuilding } from './read-database.ts';
import { reserveBytes, type Truth } from './truth.ts';

export interface EmbeddedAdapters extends Adapters {
  readonly rebuilding: Rebuilding;
  /** Every erasure of keys and bytes passes this gate. */
  readonly gate: ErasureGate;
}

/** Opens everything besides the log and the vault in one folder of this machine; it needs no server. @param folder absolute */
export async function openEmbeddedAdapters(
  { log, codec, vault }: Truth,
  options: Omit<ReadDatabaseOptions, 'log'> & { readonly metrics: ProgramMetrics },
): Promise<EmbeddedAdapters> {
  const { folder, machine, metrics, shutdown } = options;
  const gate = createErasureGate();
  const [folderBlobs, { database, rebuilding }, reading] = await Promise.all([
    openFolderBlobStore({ folder: join(folder, 'blobs'), machine, reserveBytes: reserveBytes * 2 }),
    openReadDatabase({ ...options, folder, log }),
    openReading(options),
  ]);
  // PGlite makes its files writable by everybody, whatever the mask of the process says.
  await closeDataFolder(join(folder, 'database'), options.logger);
  const blobs: BlobStore = { ...folderBlobs, removePrefix: async (prefix) => await gate.pass(() => folderBlobs.removePrefix(prefix)) };
  shutdown.add('blob store', () => blobs.close(), { timeoutMs: 1_000 });
  return {
    log,
    codec,
    signals: metrics.signals(createMemorySignals()),
    blobs: metrics.blobs(blobs),
    database: metrics.database(database),
    ...reading,
    rebuilding,
    gate,
    vault: metrics.vault({
      ...vault,
      erase: async (keySlots) => await gate.pass(() => vault.erase(keySlots)),
      eraseTenant: async (tenantId) => await gate.pass(() => vault.eraseTenant(tenantId)),
    }),
  };
}
