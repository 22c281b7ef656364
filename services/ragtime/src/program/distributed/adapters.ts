import { openS3BlobStore } from '@ragtime/blob-store';
import { createCodec, createLearningCodec, publishSchemas } from '@ragtime/contracts';
import { progressPartitions, taskPartitions } from '@ragtime/contracts/signals';
import { type Database, openServerDatabase } from '@ragtime/database';
import { type DomainEvent, topics } from '@ragtime/domain';
import type { Codec, EventLog } from '@ragtime/event-log';
import { createKafkaSignals, type KafkaConnection, openKafkaLog } from '@ragtime/event-log-kafka';
import { type KeyVault, preparingCodec } from '@ragtime/key-vault';
import { openDatabaseVault } from '@ragtime/key-vault/database';
import type { Adapters } from '../adapters.ts';
import { isEmpty } from '../find-event.ts';
import { keptTopics } from '../kept-topics.ts';
import { openReading } from '../reading.ts';
import type { ProcessOptions } from '../roles/options.ts';
import { bucketOptionsOf, type DistributedConfig, kafkaConnectionOf } from './servers.ts';

export interface DistributedAdapters extends Adapters {
  readonly kafka: KafkaConnection;
  /** For those that decide, and so decrypt nothing. */
  readonly plainCodec: Codec<DomainEvent>;
  readonly vaultDatabase: Database;
}

/** Old doorbells are useless. Readers that show progress start at its end. */
const retentionMs = { tasks: 60 * 60 * 1_000, progress: 3 * 24 * 60 * 60 * 1_000 };

/** Opens the servers of the installation, and creates missing topics and tables. */
export async function openDistributedAdapters(config: DistributedConfig, options: ProcessOptions): Promise<DistributedAdapters> {
  const { machine, logger, metrics, shutdown } = options;
  const kafka = await kafkaConnectionOf(config);
  const log = openKafkaLog({ ...kafka, machine });
  shutdown.add('event log', () => log.close(), { timeoutMs: 2_000 });
  const known = createCodec();
  await log.ensureTopics(keptTopics);
  const { vault, vaultDatabase } = await openVault(config, { log, codec: known }, options);
  const schemas = await publishSchemas({ log, codec: known, machine });
  const plainCodec = createLearningCodec({ log, codec: known, from: schemas.next });
  const signals = createKafkaSignals({
    ...kafka,
    machine,
    topicOf: (name) =>
      name === topics.tasks
        ? { partitions: taskPartitions, retentionMs: retentionMs.tasks }
        : { partitions: progressPartitions, retentionMs: retentionMs.progress },
    onTrouble: (detail) => logger.warn({ detail }, 'signals cannot be received; the process tries again'),
  });
  shutdown.add('signals', () => signals.close(), { timeoutMs: 1_000 });
  const blobs = await openS3BlobStore({ ...bucketOptionsOf(config), machine });
  shutdown.add('blob store', () => blobs.close(), { timeoutMs: 1_000 });
  const database = await openServerDatabase({
    url: config.databaseUrl,
    readersMax: config.databaseReadersMax,
    writersMax: config.databaseWritersMax,
  });
  shutdown.add('database', () => database.close(), { timeoutMs: 2_000 });
  return {
    log,
    signals: metrics.signals(signals),
    vault: metrics.vault(vault),
    vaultDatabase,
    blobs: metrics.blobs(blobs),
    database: metrics.database(database),
    kafka,
    plainCodec,
    ...(await openReading(options)),
    codec: preparingCodec(plainCodec, vault),
  };
}

/** Makes a new vault only beside an empty log. The log is checked first: anyone who wrote to it had a vault by then. */
async function openVault(
  config: DistributedConfig,
  { log, codec }: { readonly log: EventLog; readonly codec: Codec<DomainEvent> },
  { machine, logger, shutdown }: ProcessOptions,
): Promise<{ readonly vault: KeyVault; readonly vaultDatabase: Database }> {
  const isNew = await isEmpty({ log, codec, machine }, { topic: topics.tenantEvents, partition: 0 });
  const vaultDatabase = await openServerDatabase({ url: config.vaultUrl });
  shutdown.add('database of the key vault', () => vaultDatabase.close(), { timeoutMs: 2_000 });
  const vault = await openDatabaseVault({
    database: vaultDatabase,
    machine,
    mayCreate: isNew,
    masterKey: Buffer.from(config.vaultKey, 'hex'),
    onTrouble: (error) => logger.warn({ err: error }, 'the database of the key vault does not answer; the vault tries again'),
  });
  shutdown.add('key vault', () => vault.close(), { timeoutMs: 1_000 });
  return { vault, vaultDatabase };
}
