import { type BlobStore, openS3BlobStore } from '@ragtime/blob-store';
import { type Database, openServerDatabase } from '@ragtime/database';
import type { EventLog } from '@ragtime/event-log';
import { openKafkaLog } from '@ragtime/event-log-kafka';
import type { Machine, Shutdown } from '@ragtime/runtime';
import { bucketOptionsOf, type DistributedConfig, kafkaConnectionOf } from '../servers.ts';

/** The servers that hold what cannot be rebuilt. */
export interface TruthOnServers {
  readonly log: EventLog;
  readonly vaultDatabase: Database;
  readonly blobs: BlobStore;
}

export async function openTruthOnServers(config: DistributedConfig, machine: Machine, shutdown: Shutdown): Promise<TruthOnServers> {
  const log = openKafkaLog({ ...(await kafkaConnectionOf(config)), machine });
  shutdown.add('event log', () => log.close(), { timeoutMs: 2_000 });
  const vaultDatabase = await openServerDatabase({ url: config.vaultUrl });
  shutdown.add('database of the key vault', () => vaultDatabase.close(), { timeoutMs: 2_000 });
  const blobs = await openS3BlobStore({ ...bucketOptionsOf(config), machine });
  shutdown.add('blob store', () => blobs.close(), { timeoutMs: 1_000 });
  return { log, vaultDatabase, blobs };
}
