import type { Page, PartitionSession } from '../port/log.ts';
import { type Chain, type CountingRecord, follow, judge } from './chain.ts';
import { rereadTail, type TailVerdict } from './tail.ts';

export type Walk =
  | { readonly kind: 'walked'; readonly chain: Chain }
  /** The chain up to the record at `chain.offset`, whose stamp fits and whose link does not, while the tail before it is not what was read. */
  | { readonly kind: 'doubtful'; readonly chain: Chain; readonly tail: Exclude<TailVerdict, 'same'> };

/** Takes a page that the session just brought, in order: hands over what counts and passes what does not. */
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
