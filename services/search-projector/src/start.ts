import { type DatasetId, type DocumentId, eventPartitions } from '@ragtime/domain';
import {
  createPositionTracker,
  findMisfits,
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
  visibilityPlaces,
} from '@ragtime/search/visibility';
import { AlreadyRebuilding, NoPreviousIndex, NotDeletedYet } from './errors.ts';
import type { SearchProjectorOptions } from './options.ts';
import { createClaims } from './projecting/claims.ts';
import { createKeptIndexes } from './projecting/indexes.ts';
import { createLookAhead } from './projecting/look-ahead.ts';
import { searchProjection } from './projecting/projection.ts';
import { createSearchStore } from './projecting/store.ts';
import type { SearchRebuildReport } from './rebuilding/gate.ts';
import type { RebuildProgress } from './rebuilding/needs.ts';
import { rebuildIndex, switchIndex } from './rebuilding/rebuild.ts';
import { createSweeper } from './sweeping/sweeper.ts';

export interface RebuildOptions {
  readonly onProgress?: (progress: RebuildProgress) => void;
  readonly signal?: AbortSignal;
  /** Switches even where the comparison advises against it. */
  readonly force?: boolean;
}

export interface SearchProjector {
  /** The positions up to which passages are searchable or removed. A search that begins after a write's position was reached sees the write. */
  readonly tracker: PositionTracker;
  progress(): readonly PartitionProgress[];
  /** Records of the log that are not read yet, as far as the projector has seen the log's end. */
  lag(): number;
  /** Resolves once everything up to the end that it saw at the call is searchable. */
  caughtUp(): Promise<void>;
  /** Retries a stopped key. */
  resolve(partition: PartitionName, key: string): Promise<'resolved' | 'still-failing' | 'not-stopped'>;
  /**
   * Removes the entries and rows of a deleted document or dataset, from the files as well. Idempotent.
   *
   * @returns the number of removed entries and rows. @throws NotDeletedYet
   */
  erase(place: ErasedDocument): Promise<number>;
  /**
   * One at a time. The report says whether the new index is live; without `force` it becomes live only where both agree. @throws
   * AlreadyRebuilding, RebuildStopped; the live index then stays live.
   */
  rebuild(options?: RebuildOptions): Promise<SearchRebuildReport>;
  /** @throws NoPreviousIndex */
  switchBack(): Promise<{ readonly generation: number }>;
  /** Removes now what has been hidden long enough. @returns the number of removed entries */
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

/** Follows the document topic and makes passages searchable. @throws LogDiverged */
export async function startSearchProjector(options: SearchProjectorOptions): Promise<SearchProjector> {
  const { database, index, machine, logger, partitions = eventPartitions, searchTimeoutMs = 5_000, onEnded, onStoppedKey } = options;
  const { bulk } = database;
  await prepareVisibility(bulk);
  // Rows without entries would hide everything until the next parse, so both are rebuilt from the log.
  if (index.origin !== 'kept') await discardVisibility(bulk);
  await replaceMisfits(options);
  const halt = new AbortController();
  const { signal } = halt;
  const kept = createKeptIndexes(index);
  const before = await index.previous();
  if (before !== undefined) kept.add(before.generation, before.index);
  const claims = createClaims();
  let rebuilding: Promise<void> | undefined;
  const tracker = createPositionTracker({ machine });
  const rows = visibilityIn(bulk);
  const open = createSealedOpener(options);
  const store = createSearchStore({
    ...options,
    rows,
    kept,
    claims,
    signal,
    lookAhead: createLookAhead(options, signal),
    open,
    onStopped(stopped) {
      logger.error(
        { ...stopped },
        'an event cannot be made searchable; later events of its dataset are skipped until an operator resolves the key',
      );
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

  async function rebuild({ onProgress, signal: called, force = false }: RebuildOptions = {}): Promise<SearchRebuildReport> {
    if (rebuilding !== undefined) throw new AlreadyRebuilding('a rebuild of the index is already under way');
    const running = rebuildIndex({
      ...options,
      kept,
      claims,
      open,
      force,
      signal: called === undefined ? signal : AbortSignal.any([signal, called]),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    rebuilding = running.then(
      () => undefined,
      () => undefined,
    );
    try {
      const report = await running;
      const { reasons } = report;
      if (!report.switched)
        logger.error({ ...report }, 'a rebuilt index did not pass the comparison; the one that answered before still answers');
      else if (reasons.length > 0)
        logger.warn({ ...report }, 'a rebuilt index differs from the previous one; it is live, as an operator ordered');
      return report;
    } finally {
      rebuilding = undefined;
    }
  }

  /** A comparison that failed once would fail every minute, so it waits for an operator or the next start. */
  let isRefused = false;
  async function rebuildIfWanted(): Promise<void> {
    if (isRefused || rebuilding !== undefined || signal.aborted || !(await index.wantsRebuild()) || rebuilding !== undefined) return;
    logger.info({}, 'a rebuild of the index begins, because it has grown or many of its entries are deleted');
    isRefused = !(await rebuild()).switched;
  }
  const growing = machine.timers.every(60_000, () => {
    rebuildIfWanted().catch((error: unknown) => {
      if (!signal.aborted)
        logger.warn({ error }, 'the index cannot be rebuilt; the live one stays, and the projector retries within a minute');
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
      const rows = await eraseVisibility(bulk, place);
      await Promise.all([kept.expunge(), database.scrub()]);
      return entries + rows;
    },
    rebuild,
    async switchBack() {
      if (rebuilding !== undefined) throw new AlreadyRebuilding('a rebuild of the index is under way');
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

/** Throws index and rows away when they were made from records that the log does not hold. The index goes first: the rows show the misfit. */
async function replaceMisfits(options: SearchProjectorOptions): Promise<void> {
  const { index, logger } = options;
  const { bulk } = options.database;
  const [misfit] = await findMisfits(options, 'search', await visibilityPlaces(bulk));
  if (misfit === undefined) return;
  const { partition, position } = misfit;
  logger.warn({ partition, offset: position.offset }, 'the search index does not fit the log; it is thrown away and filled from this log');
  await index.switchTo((await index.begin()).generation);
  const previous = await index.previous();
  if (previous !== undefined) await index.drop(previous.generation);
  await discardVisibility(bulk);
}
