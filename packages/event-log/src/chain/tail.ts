import { OffsetOutOfRange, type PartitionSession, type StoredRecord } from '../port/log.ts';
import { type Chain, follow, isStampedHere, judge } from './chain.ts';
import { sameLink } from './link.ts';

/**
 * - `same`: the last record that counts is unchanged, and no record after it counts.
 * - `other`: as far as this session's server shows, this is not the log that was read.
 * - `shorter`: this session's server does not show the whole tail. A deposed server does so, and a new one does for a moment.
 * - `start-removed`: the log no longer begins at 0.
 */
export type TailVerdict = 'same' | 'other' | 'shorter' | 'start-removed';

/** Reads over a session from the last record that counts up to the chain's offset, and compares. */
export async function rereadTail(session: PartitionSession, chain: Chain): Promise<TailVerdict> {
  let at = chain.lastCounting ?? 0;
  let awaited = chain.lastCounting;
  while (at < chain.offset) {
    const page = await readShown(session, at, chain.offset - at);
    if (page === 'shorter' || page === 'start-removed') return page;
    for (const record of page.records) {
      if (record.offset >= chain.offset) break;
      if (awaited !== undefined) {
        if (record.offset !== awaited || !isThatRecord(record, chain)) return 'other';
        awaited = undefined;
      } else if (judge(chain.link, record).kind === 'counts') {
        return 'other';
      }
    }
    if (awaited !== undefined && page.next > awaited) return 'other';
    at = page.next;
  }
  return 'same';
}

function isThatRecord(record: StoredRecord, { link }: Chain): boolean {
  return isStampedHere(record) && sameLink(follow(record).link, link);
}

async function readShown(session: PartitionSession, from: number, span: number) {
  try {
    const page = await session.read(from, { limit: Math.min(span, 1_000), waitMs: 0 });
    return page.next === from ? 'shorter' : page;
  } catch (cause) {
    if (!(cause instanceof OffsetOutOfRange)) throw cause;
    return cause.start > from ? 'start-removed' : 'shorter';
  }
}
