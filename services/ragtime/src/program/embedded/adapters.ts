import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { type BlobStore, openFolderBlobStore } from '@ragtime/blob-store';
import { createCodec, createLearningCodec, type EventCodec, publishSchemas, schemaTopic } from '@ragtime/contracts';
import { createMemorySignals, type EventLog, eventPartitions, type Signals, topics } from '@ragtime/event-log';
import { openEmbeddedLog } from '@ragtime/event-log-embedded';
import { type FileVault, openFileVault } from '@ragtime/key-vault';
import { type Embedder, loadGloveEmbedder } from '@ragtime/models';
import { createParser, type Parser } from '@ragtime/parsing';
import { type Database, discardEmbeddedDatabase, openEmbeddedDatabase } from '@ragtime/read-model';
import { diskSpace, type Logger, type Machine, type Shutdown } from '@ragtime/runtime';
import { StartFailure } from '../start-failure.ts';

/** What the roles stand on, whichever profile built it. */
export interface Adapters {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly signals: Signals;
  readonly vault: FileVault;
  readonly blobs: BlobStore;
  readonly database: Database;
  readonly embedder: Embedder;
  readonly parser: Parser;
  /** Tasks at a time; as many as there are parser children. */
  readonly slots: number;
  /** Why the read models are built anew at this start; undefined when they are as they were left. */
  readonly rebuilding: 'first-start' | 'machine-restarted' | 'unreadable' | undefined;
}

/** Kept back for the log, so that what was accepted can always be finished. */
const reserveBytes = 64 * 1024 * 1024;
const freeBytesMin = 512 * 1024 * 1024;

/** Opens one folder of this machine: nothing else is needed, and the log's lock keeps every second process out. */
export async function openEmbeddedAdapters(options: {
  readonly folder: string;
  readonly machine: Machine;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}): Promise<Adapters> {
  const { machine, logger, shutdown } = options;
  const folder = resolve(options.folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await refuseSmallDisk(folder);

  const log = await openEmbeddedLog({ folder: join(folder, 'log'), machine, reserveBytes });
  shutdown.add('event log', () => log.close(), { timeoutMs: 2_000 });
  const knownCodec = createCodec();
  await log.ensureTopics([
    { name: topics.tenantEvents, partitions: eventPartitions },
    { name: topics.documentEvents, partitions: eventPartitions },
    schemaTopic,
  ]);
  const vault = await openVault(folder, log.wasEmpty, machine, logger);
  const opening = Promise.all([
    publishSchemas({ log, codec: knownCodec, machine }),
    openFolderBlobStore({ folder: join(folder, 'blobs'), machine, reserveBytes: reserveBytes * 2 }),
    openDatabase(folder, log, machine, logger),
    loadGloveEmbedder({ timers: machine.timers }),
  ]);
  const [schemas, blobs, { database, rebuilding }, embedder] = await opening;
  const codec = createLearningCodec({ log, codec: knownCodec, from: schemas.next });
  shutdown.add('key vault', () => vault.close(), { timeoutMs: 1_000 });
  shutdown.add('blob store', () => blobs.close(), { timeoutMs: 1_000 });
  shutdown.add('database', () => database.close(), { timeoutMs: 2_500 });
  const slots = Math.max(1, Math.min(8, availableParallelism()));
  const parser = createParser({ processes: slots, timers: machine.timers });
  shutdown.add('parser', () => parser.close(), { timeoutMs: 1_000 });
  const signals = createMemorySignals();
  return { log, codec, signals, vault, blobs, database, embedder, parser, slots, rebuilding };
}

async function refuseSmallDisk(folder: string): Promise<void> {
  const { freeBytes } = await diskSpace(folder);
  if (freeBytes >= freeBytesMin) return;
  const mebibytes = (bytes: number) => Math.floor(bytes / 1024 ** 2);
  throw new StartFailure(
    'disk-too-small',
    `only ${mebibytes(freeBytes)} MiB are free where ${folder} lies and Ragtime needs ${mebibytes(freeBytesMin)}: free some space, or choose another folder with RAGTIME_DATA`,
  );
}

/** Without its vault a log is a book whose names nobody can read: a new one is made only beside a log that holds nothing. */
async function openVault(folder: string, mayCreate: boolean, machine: Machine, logger: Logger): Promise<FileVault> {
  const vaultFolder = join(folder, 'vault');
  await mkdir(vaultFolder, { recursive: true, mode: 0o700 });
  const vault = await openFileVault({ file: join(vaultFolder, 'keys'), machine, mayCreate });
  if (vault.damaged > 0) logger.error({ damaged: vault.damaged }, 'key-missing: records of the vault are damaged');
  return vault;
}

interface OpenedDatabase {
  readonly database: Database;
  readonly rebuilding: Adapters['rebuilding'];
}

/** The database syncs nothing, so it is trusted only if the machine has run on since it was written. Whatever it lost, the log has. */
async function openDatabase(
  folder: string,
  { created, machineRestarted }: { readonly created: boolean; readonly machineRestarted: boolean },
  machine: Machine,
  logger: Logger,
): Promise<OpenedDatabase> {
  const databaseFolder = join(folder, 'database');
  const options = {
    folder: databaseFolder,
    machine,
    onFailure: (error: Error) => logger.error({ err: error }, 'the database of the read models failed'),
  };
  if (created || machineRestarted) {
    await discardEmbeddedDatabase(databaseFolder);
    if (machineRestarted) logger.warn({}, 'the machine restarted: the read models are rebuilt from the log');
    return { database: await openEmbeddedDatabase(options), rebuilding: created ? 'first-start' : 'machine-restarted' };
  }
  try {
    const database = await openEmbeddedDatabase(options);
    return { database, rebuilding: database.created ? 'unreadable' : undefined };
  } catch (error) {
    logger.warn({ err: error }, 'the database of the read models does not open: it is rebuilt from the log');
    await discardEmbeddedDatabase(databaseFolder);
    return { database: await openEmbeddedDatabase(options), rebuilding: 'unreadable' };
  }
}
