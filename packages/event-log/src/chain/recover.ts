import { type Offset, OffsetOutOfRange, type PartitionSession, type StoredRecord } from '../port/log.ts';
import type { Position } from '../port/position.ts';
import { type Chain, follow, isStampedHere, judge } from './chain.ts';
import { genesisLink, sameLink } from './link.ts';
import type { TailVerdict } from './tail.ts';

const firstWindow = 16;
const widestWindow = 1_024;

/**
 * Finds the record just before a position by reading backwards. A position holds an offset and a link, but not the offset of the last record that
 * counts.
 */
export async function recoverChain(session: PartitionSession, { offset, link }: Position): Promise<Chain | Exclude<TailVerdict, 'same'>> {
  let high = offset;
  for (let width = firstWindow; high > 0; width = Math.min(width * 2, widestWindow)) {
    const low = Math.max(0, high - width);
    const records = await readWindow(session, low, high);
    if (typeof records === 'string') return records;
    for (const record of records.toReversed()) {
      if (isStampedHere(record) && sameLink(follow(record).link, link)) return { offset, link, lastCounting: record.offset };
      if (judge(link, record).kind === 'counts') return 'other';
    }
    high = low;
  }
  return sameLink(link, genesisLink) ? { offset, link, lastCounting: undefined } : 'other';
}

async function readWindow(session: PartitionSession, low: Offset, high: Offset) {
  const records: StoredRecord[] = [];
  try {
    for (let at = low; at < high; ) {
      const page = await session.read(at, { limit: high - at, waitMs: 0 });
      if (page.next === at) return 'shorter';
      records.push(...page.records.filter((record) => record.offset < high));
      at = page.next;
    }
    return records;
  } catch (cause) {
    if (!(cause instanceof OffsetOutOfRange)) throw cause;
    return cause.start > low ? 'start-removed' : 'shorter';
  }
}
