import type { DatasetId, DocumentId, DomainEvent } from '@ragtime/domain';
import { type FollowedRecord, followPartition, type Position, topics } from '@ragtime/event-log';
import type { SearchProjectorOptions } from '../options.ts';

/** Whether a document's artifacts may be missing for a good reason: further on in the log it is deleted, or its dataset closed. */
export interface Gone {
  isGone(
    at: { readonly partition: number; readonly behind: Position },
    document: { readonly documentId: DocumentId; readonly datasetId: DatasetId },
  ): Promise<boolean>;
}

interface Seen {
  readonly ids: Set<string>;
  readTo: Position | undefined;
}

/** Reads ahead once a partition, and from there on only what is new. */
export function createGone({ log, codec, machine }: Pick<SearchProjectorOptions, 'log' | 'codec' | 'machine'>, signal: AbortSignal): Gone {
  const partitions = new Map<number, Seen>();

  function note({ ids }: Seen, records: readonly FollowedRecord<DomainEvent>[]): void {
    for (const each of records) {
      const event = each.kind === 'event' ? each.record.event : undefined;
      if (event?.type === 'DocumentDeleted') ids.add(event.documentId);
      if (event?.type === 'DatasetClosed') ids.add(event.datasetId);
    }
  }

  async function readAhead(partition: number, seen: Seen): Promise<void> {
    const over = new AbortController();
    await followPartition({
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
        if (position.offset >= end) over.abort(new Error('read to the end'));
      },
    });
  }

  return {
    async isGone({ partition, behind }, { documentId, datasetId }) {
      const seen = partitions.get(partition) ?? { ids: new Set<string>(), readTo: behind };
      partitions.set(partition, seen);
      await readAhead(partition, seen);
      return seen.ids.has(documentId) || seen.ids.has(datasetId);
    },
  };
}
