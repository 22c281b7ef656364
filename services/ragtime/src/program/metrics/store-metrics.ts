import type { BlobStore } from '@ragtime/blob-store';
import type { Database } from '@ragtime/database';
import type { Signals, SnapshotStore } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import type { Clock, Metrics } from '@ragtime/runtime';
import type { SearchIndex } from '@ragtime/search';
import { secondsBuckets } from './deciding-metrics.ts';
import { timed } from './timed.ts';

/** Figures of what lies outside the process. Each function returns the same thing, measured. */
export interface StoreMetrics {
  blobs(blobs: BlobStore): BlobStore;
  database<Of extends Database>(database: Of): Of;
  vault<Of extends KeyVault>(vault: Of): Of;
  index<Of extends SearchIndex>(index: Of): Of;
  signals<Of extends Signals>(signals: Of): Of;
  snapshots(store: SnapshotStore): SnapshotStore;
  snapshotUnusable(): void;
}

const poolCalls = [
  'any',
  'anyFirst',
  'exists',
  'many',
  'manyFirst',
  'maybeOne',
  'maybeOneFirst',
  'one',
  'oneFirst',
  'query',
  'transaction',
] as const;

export function createStoreMetrics(metrics: Metrics, clock: Clock): StoreMetrics {
  const histogram = <Label extends string>(name: string, help: string, labels: readonly Label[]) =>
    metrics.histogram({ name, help, labels, buckets: secondsBuckets });
  const blobSeconds = histogram('ragtime_blob_seconds', 'Time of one call of the blob store; `read` until its stream begins', [
    'operation',
  ]);
  const databaseSeconds = histogram(
    'ragtime_database_seconds',
    'Time of one statement or transaction of the database, with the wait for a session. `reads`: what requests ask; `writes`: projections and rebuilds',
    ['pool'],
  );
  const vaultSeconds = histogram('ragtime_vault_seconds', 'Time of one call of the key vault that reaches its store', ['operation']);
  const indexSeconds = histogram('ragtime_index_seconds', 'Time of one call of the search index', ['operation']);
  const snapshotSeconds = histogram('ragtime_snapshot_seconds', 'Time to read or write one file of a snapshot', ['operation']);
  const unusable = metrics.counter({
    name: 'ragtime_snapshots_unusable_total',
    help: 'Snapshots that could not be written or used; the next start may fold more of the log',
    labels: [],
  });
  const failures = metrics.counter({
    name: 'ragtime_store_failures_total',
    help: 'Calls of a store that ended with an error, expected ones such as a missing blob included',
    labels: ['store', 'operation'],
  });
  const published = metrics.counter({
    name: 'ragtime_signals_published_total',
    help: 'Messages of progress and doorbells that this node published, by topic',
    labels: ['topic'],
  });
  const observing =
    (store: string, seconds: { observe(labels: { readonly operation: string }, value: number): void }) =>
    (operation: string, took: number, isGood: boolean): void => {
      seconds.observe({ operation }, took);
      if (!isGood) failures.add({ store, operation });
    };
  const poolOf = (pool: Database['pool'], name: 'reads' | 'writes') =>
    timed(pool, poolCalls, {
      clock,
      observe(operation, seconds, isGood) {
        databaseSeconds.observe({ pool: name }, seconds);
        if (!isGood) failures.add({ store: 'database', operation });
      },
    });

  return {
    blobs: (blobs) =>
      timed(blobs, ['write', 'read', 'readAll', 'stat', 'asFile', 'move', 'remove', 'removePrefix'], {
        clock,
        observe: observing('blobs', blobSeconds),
      }),
    database: (database) => ({ ...database, pool: poolOf(database.pool, 'reads'), bulk: poolOf(database.bulk, 'writes') }),
    vault: (vault) =>
      timed(vault, ['learn', 'takeSlot', 'erase', 'eraseTenant', 'putCredential', 'removeCredential'], {
        clock,
        observe: observing('vault', vaultSeconds),
      }),
    index: (index) =>
      timed(index, ['put', 'refresh', 'propose', 'list', 'get', 'remove'], { clock, observe: observing('index', indexSeconds) }),
    signals: (signals) => ({
      ...signals,
      async publish(topic, message) {
        published.add({ topic });
        await signals.publish(topic, message);
      },
    }),
    snapshots: (store) => timed(store, ['read', 'write'], { clock, observe: observing('snapshots', snapshotSeconds) }),
    snapshotUnusable: () => unusable.add({}),
  };
}
