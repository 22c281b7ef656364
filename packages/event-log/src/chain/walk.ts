import type { Page, PartitionSession } from '../port/log.ts';
import { type Chain, type CountingRecord, follow, judge } from './chain.ts';
import { rereadTail, type TailVerdict } from './tail.ts';

export type Walk =
  | { readonly kind: 'walked'; readonly chain: Chain }
  /**
   * `chain` ends before the record at `chain.offset`. The stamp of that record fits, its link does not, and the tail before it is not what was
   * read.
   */
  | { readonly kind: 'doubtful'; readonly chain: Chain; readonly tail: Exclude<TailVerdict, 'same'> };

/** Goes through a page that the session has just read, in order. It hands over each record that counts and skips the others. */
export async function walkPage(
  session: PartitionSession,
  start: Chain,
  page: Page,
  onCounting: (record: CountingRecord, chain: Chain) => void,
): Promise<Walk> {
  let chain = start;
  for (const record of page.records) {
    chain = { ...chain, offset: record.offset };
    const verdict = judge(chain.link, record);
    if (verdict.kind === 'counts') {
      chain = follow(verdict.record);
      onCounting(verdict.record, chain);
    } else if (verdict.kind === 'suspicious') {
      const tail = await rereadTail(session, chain);
      if (tail !== 'same') return { kind: 'doubtful', chain, tail };
    }
  }
  return { kind: 'walked', chain: { ...chain, offset: page.next } };
}
