import type { DatasetId, DocumentId, DomainEvent, RunNumber } from '@ragtime/domain';
import type { FollowedRecord, Position } from '@ragtime/event-log';
import { type ReadNeeds, readUntil } from './read-until.ts';

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
export function createLookAhead(needs: Omit<ReadNeeds, 'signal'>, signal: AbortSignal): LookAhead {
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
    const unread = await readUntil({ ...needs, signal }, { partition, from: seen.readTo }, ({ records, position, end }) => {
      note(seen, records);
      seen.readTo = position;
      return position.offset < end ? 'go-on' : 'enough';
    });
    if (unread === undefined) return;
    partitions.delete(partition);
    throw new AheadUnread(unread);
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
