import { type DatasetId, type DocumentId, type DomainEvent, type RunNumber, topics } from '@ragtime/domain';
import { type FollowedRecord, followPartition, type Position } from '@ragtime/event-log';
import type { SearchProjectorOptions } from '../options.ts';

/**
 * Tells whether the artifacts of a run may be missing for a good reason: later in the log its document is deleted or parsed again, or its dataset
 * is closed. A reader that starts from the log's beginning meets many such runs.
 */
export interface LookAhead {
  /** @throws AheadUnread */
  isObsolete(
    at: { readonly partition: number; readonly behind: Position },
    run: { readonly documentId: DocumentId; readonly datasetId: DatasetId; readonly run: RunNumber },
  ): Promise<boolean>;
}

/**
 * The rest of the log could not be read: the log does not answer, is shorter than what was read of it, or is another one. A reader that waited in
 * place would never learn that. It must open the log again.
 */
export class AheadUnread extends Error {
  override readonly name = 'AheadUnread';
}

interface Seen {
  readonly from: number;
  readonly ids: Set<string>;
  readonly lastRuns: Map<DocumentId, RunNumber>;
  readTo: Position | undefined;
}

/** Reads ahead once per partition, and afterwards only new records. */
export function createLookAhead(
  { log, codec, machine }: Pick<SearchProjectorOptions, 'log' | 'codec' | 'machine'>,
  signal: AbortSignal,
): LookAhead {
  const partitions = new Map<number, Seen>();

  function note({ ids, lastRuns }: Seen, records: readonly FollowedRecord<DomainEvent>[]): void {
    for (const each of records) {
      const event = each.kind === 'event' ? each.record.event : undefined;
      if (event?.type === 'DocumentDeleted') ids.add(event.documentId);
      if (event?.type === 'DatasetClosed') ids.add(event.datasetId);
      if (event?.type === 'DocumentParsed') lastRuns.set(event.documentId, event.run);
    }
  }

  async function readAhead(partition: number, seen: Seen): Promise<void> {
    const over = new AbortController();
    let isRead = false;
    let trouble = 'the projector was stopped';
    const end = await followPartition({
      log,
      codec,
      machine,
      partition,
      topic: topics.documentEvents,
      from: seen.readTo,
      signal: AbortSignal.any([signal, over.signal]),
      onRecords({ records, position, end }) {
        note(seen, records);
        seen.readTo = position;
        if (position.offset < end) return;
        isRead = true;
        over.abort(new Error('read to the end'));
      },
      onTrouble(detail) {
        trouble = detail;
        over.abort(new Error(detail));
      },
    });
    if (isRead) return;
    partitions.delete(partition);
    throw new AheadUnread(end.kind === 'log-diverged' ? end.detail : trouble);
  }

  return {
    async isObsolete({ partition, behind }, { documentId, datasetId, run }) {
      const known = partitions.get(partition);
      const fresh: Seen = { from: behind.offset, ids: new Set(), lastRuns: new Map(), readTo: behind };
      const seen = known !== undefined && known.from <= behind.offset ? known : fresh;
      partitions.set(partition, seen);
      await readAhead(partition, seen);
      return seen.ids.has(documentId) || seen.ids.has(datasetId) || (seen.lastRuns.get(documentId) ?? 0) > run;
    },
  };
}
