import type { Link, Offset, StoredRecord } from '../port/log.ts';
import type { Position } from '../port/position.ts';
import { genesisLink, linkAfter, sameLink } from './link.ts';

/** How far a reader has read one partition, with enough of the tail to recognise it again. */
export interface Chain extends Position {
  /** The offset of the last record that counts; undefined while no record counts. */
  readonly lastCounting: Offset | undefined;
}

export const emptyChain: Chain = { offset: 0, link: genesisLink, lastCounting: undefined };

export interface CountingRecord extends StoredRecord {
  readonly key: string;
  readonly value: Uint8Array;
  readonly stamp: NonNullable<StoredRecord['stamp']>;
}

/**
 * - `counts`: the record lies at the offset in its stamp and continues the chain.
 * - `ignored`: the record never counts, for any reader.
 * - `suspicious`: the record lies at the offset in its stamp but continues another chain. Only a second look at the tail shows which log changed.
 */
export type Verdict = { readonly kind: 'counts'; readonly record: CountingRecord } | { readonly kind: 'ignored' | 'suspicious' };

export function judge(link: Link, record: StoredRecord): Verdict {
  if (!isStampedHere(record)) return { kind: 'ignored' };
  return sameLink(record.stamp.previous, link) ? { kind: 'counts', record } : { kind: 'suspicious' };
}

/** The chain after a record that counts. */
export function follow({ offset, key, value, stamp }: CountingRecord): Chain {
  return { offset: offset + 1, link: linkAfter(stamp.previous, key, value), lastCounting: offset };
}

export function isStampedHere(record: StoredRecord): record is CountingRecord {
  return record.stamp !== undefined && record.key !== undefined && record.value !== undefined && record.stamp.at === record.offset;
}
