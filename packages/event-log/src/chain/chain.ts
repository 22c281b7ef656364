import type { Link, Offset, StoredRecord } from '../port/log.ts';
import type { Position } from '../port/position.ts';
import { genesisLink, linkAfter, sameLink } from './link.ts';

/** How far one partition was read, and enough of its tail to know it again. */
export interface Chain extends Position {
  /** Where the last record that counts lies; undefined while none does. */
  readonly lastCounting: Offset | undefined;
}

export const emptyChain: Chain = { offset: 0, link: genesisLink, lastCounting: undefined };

export interface CountingRecord extends StoredRecord {
  readonly key: string;
  readonly value: Uint8Array;
  readonly stamp: NonNullable<StoredRecord['stamp']>;
}

/**
 * - `counts`: it lies where its stamp says and continues the chain.
 * - `ignored`: it counts nowhere, for nobody, for ever.
 * - `suspicious`: it lies where its stamp says and continues another chain. Only a look at the tail tells whose.
 */
export type Verdict = { readonly kind: 'counts'; readonly record: CountingRecord } | { readonly kind: 'ignored' | 'suspicious' };

export function judge(link: Link, record: StoredRecord): Verdict {
  if (!isStampedHere(record)) return { kind: 'ignored' };
  return sameLink(record.stamp.previous, link) ? { kind: 'counts', record } : { kind: 'suspicious' };
}

/** The chain behind a record that counts. */
export function follow({ offset, key, value, stamp }: CountingRecord): Chain {
  return { offset: offset + 1, link: linkAfter(stamp.previous, key, value), lastCounting: offset };
}

export function isStampedHere(record: StoredRecord): record is CountingRecord {
  return record.stamp !== undefined && record.key !== undefined && record.value !== undefined && record.stamp.at === record.offset;
}
