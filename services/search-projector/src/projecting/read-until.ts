import { type DomainEvent, topics } from '@ragtime/domain';
import { type FollowedRecord, followPartition, type Position } from '@ragtime/event-log';
import type { SearchProjectorOptions } from '../options.ts';

export type ReadNeeds = Pick<SearchProjectorOptions, 'log' | 'codec' | 'machine'> & { readonly signal: AbortSignal };

interface Page {
  readonly records: readonly FollowedRecord<DomainEvent>[];
  readonly position: Position;
  readonly end: number;
}

/**
 * Reads a partition of documents once, page by page, until the caller has enough.
 *
 * @param from undefined: from the partition's beginning
 * @returns why the reading ended before that; undefined when the caller had enough
 */
export async function readUntil(
  { log, codec, machine, signal }: ReadNeeds,
  { partition, from }: { readonly partition: number; readonly from: Position | undefined },
  take: (page: Page) => 'enough' | 'go-on',
): Promise<string | undefined> {
  const over = new AbortController();
  let isRead = false;
  let trouble = 'the reader was stopped';
  const end = await followPartition({
    log,
    codec,
    machine,
    partition,
    topic: topics.documentEvents,
    from,
    signal: AbortSignal.any([signal, over.signal]),
    onRecords(page) {
      if (isRead || take(page) === 'go-on') return;
      isRead = true;
      over.abort(new Error('read as far as was asked'));
    },
    onTrouble(detail) {
      trouble = detail;
      over.abort(new Error(detail));
    },
  });
  if (isRead) return undefined;
  return end.kind === 'log-diverged' ? end.detail : trouble;
}
