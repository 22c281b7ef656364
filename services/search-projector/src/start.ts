import { type DatasetId, type DocumentId, eventPartitions } from '@ragtime/domain';
import {
  createPositionTracker,
  type PartitionName,
  type PartitionProgress,
  type PositionTracker,
  runProjector,
  traceCommits,
} from '@ragtime/event-log';
import { createSealedOpener } from '@ragtime/key-vault';
import { noTracing } from '@ragtime/runtime';
import {
  discardVisibility,
  type ErasedDocument,
  eraseVisibility,
  isOpen,
  prepareVisibility,
  visibilityIn,
} from '@ragtime/search/visibility';
import type { SearchProjectorOptions } from './options.ts';
import { createClaims } from './projecting/claims.ts';
import { createGone } from './projecting/gone.ts';
import { createKeptIndexes } from './projecting/indexes.ts';
import { searchProjection } from './projecting/projection.ts';
import { createSearchStore } from './projecting/store.ts';
import { type RebuildProgress, rebuildIndex, type SearchRebuildReport, switchIndex } from './rebuilding/rebuild.ts';
import { createSweeper } from './sweeping/sweeper.ts';

/** Nothing was removed: the projection has not read that deletion yet. Wait for its position and ask again. */
export class NotDeletedYet extends Error {
  override readonly name = 'NotDeletedYet';
}

export class AlreadyRebuilding extends Error {
  override readonly name = 'AlreadyRebuilding';
}

export class NoPreviousIndex extends Error {
  override readonly name = 'NoPreviousIndex';
}

export interface RebuildOptions {
  readonly onProgress?: (progress: RebuildProgress) => void;
  readonly signal?: AbortSignal;
}

export interface SearchProjector {
  /** What is searchable, or no longer. A write is seen by every search that begins after its position was reached. */
  readonly tracker: PositionTracker;
  progress(): readonly PartitionProgress[];
  /** Records of the log that are yet to be read, as far as it has seen the log's end. */
  lag(): number;
  /** Resolves once everything up to the end that it saw when it was asked is searchable. */
  caughtUp(): Promise<void>;
  /** Tries a stopped key again. */
  resolve(partition: PartitionName, key: string): Promise<'resolved' | 'still-failing' | 'not-stopped'>;
  /** Removes what was made of a deleted document or dataset. Idempotent. @returns entries and rows that went. @throws NotDeletedYet */
  erase(place: ErasedDocument): Promise<number>;
  /** One at a time. @throws AlreadyRebuilding, RebuildStopped; then the index that answered still does. */
  rebuild(options?: {
    readonly onProgress?: (progress: RebuildProgress) => void;
    readonly signal?: AbortSignal;
  }): Promise<SearchRebuildReport>;
  /** @throws NoPreviousIndex */
  switchBack(): Promise<{ readonly generation: number }>;
  /** Removes what is out of sight for long enough, now. @returns entries removed */
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

/** Follows the document topic and makes passages searchable. */
export async function startSearchProjector(options: SearchProjectorOptions): Promise<SearchProjector> {
  const { database, index, machine, logger, partitions = eventPartitions, searchTimeoutMs = 5_000, onEnded, onStoppedKey } = options;
  const { bulk } = database;
  await prepareVisibility(bulk);
  // Rows without their entries would hide everything until the next parse: both are made anew from the log.
  if (index.origin !== 'kept') await discardVisibility(bulk);
  const halt = new AbortController();
  const { signal } = halt;
  const kept = createKeptIndexes(index);
  const before = await index.previous();
  if (before !== undefined) kept.add(before.generation, before.index);
  const claims = createClaims();
  let rebuilding: Promise<void> | undefined;
  const tracker = createPositionTracker({ machine });
  const rows = visibilityIn(bulk);
  const store = createSearchStore({
    ...options,
    rows,
    kept,
    claims,
    signal,
    gone: createGone(options, signal),
    open: createSealedOpener(options),
    onStopped(stopped) {
      logger.error({ ...stopped }, 'a document could not be made searchable: its dataset is passed over until it is resolved');
      onStoppedKey?.(stopped);
    },
  });
  const projector = runProjector({
    log: options.log,
    codec: options.codec,
    machine,
    partitions,
    tracker,
    store,
    helpers: undefined,
    projection: searchProjection,
    onCommitted: traceCommits(options.tracing ?? noTracing, 'search'),
    onStoppedKey: (stopped) => onStoppedKey?.(stopped),
    limits: {
      batchRecordsMax: 64,
      ...options.limits,
    },
  });
  projector.ended.then(
    (end) => {
      if (end.kind !== 'stopped') onEnded?.(end);
    },
    (cause: unknown) => onEnded?.({ kind: 'broken', cause }),
  );
  const sweeper = createSweeper(options, { rows, index, kept, claims, signal }, searchTimeoutMs);

  async function rebuild({ onProgress, signal: called }: RebuildOptions = {}): Promise<SearchRebuildReport> {
    if (rebuilding !== undefined) throw new AlreadyRebuilding('the index is being rebuilt already');
    const running = rebuildIndex({
      ...options,
      kept,
      claims,
      signal: called === undefined ? signal : AbortSignal.any([signal, called]),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    rebuilding = running.then(
      () => undefined,
      () => undefined,
    );
    try {
      const report = await running;
      if (!report.same) logger.warn({ ...report }, 'a rebuilt index differs from the one before it');
      return report;
    } finally {
      rebuilding = undefined;
    }
  }

  async function rebuildIfWanted(): Promise<void> {
    if (rebuilding !== undefined || signal.aborted || !(await index.wantsRebuild()) || rebuilding !== undefined) return;
    logger.info({}, 'the index is rebuilt: it has grown, or much of what lies in it is deleted');
    await rebuild();
  }
  const growing = machine.timers.every(60_000, () => {
    rebuildIfWanted().catch((error: unknown) => {
      if (!signal.aborted) logger.warn({ error }, 'the index could not be rebuilt');
    });
  });

  return {
    tracker,
    progress: () => projector.progress(),
    lag: () => projector.progress().reduce((sum, { end, position }) => sum + Math.max(0, (end ?? 0) - (position?.offset ?? 0)), 0),
    caughtUp: async () => await projector.caughtUp(),
    async resolve(partition, key) {
      try {
        return await projector.resolve(partition, key);
      } catch (error) {
        const isStopped = (await store.load()).stopped.some((each) => each.partition === partition && each.key === key);
        if (isStopped) return 'still-failing';
        throw error;
      }
    },
    async erase(place) {
      const { datasetId, documentId } = place;
      if (await isOpen(bulk, place)) throw new NotDeletedYet(`${documentId ?? datasetId} is not known to be deleted`);
      const entries = await kept.remove(
        documentId === undefined ? { datasetId: datasetId as DatasetId } : { documentId: documentId as DocumentId },
      );
      return entries + (await eraseVisibility(bulk, place));
    },
    rebuild,
    async switchBack() {
      if (rebuilding !== undefined) throw new AlreadyRebuilding('the index is being rebuilt');
      const previous = await index.previous();
      if (previous === undefined) throw new NoPreviousIndex('there is no index to switch back to');
      await switchIndex({ index, kept }, previous.generation);
      return { generation: previous.generation };
    },
    sweep: async () => await sweeper.sweep(),
    async stop() {
      halt.abort(new Error('the search projector was stopped'));
      growing.cancel();
      await Promise.all([projector.stop(), sweeper.stop(), rebuilding]);
    },
  };
}
