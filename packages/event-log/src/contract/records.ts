import type { LogRecord, Offset, PartitionSession, StoredRecord } from '../port/log.ts';

export const record = (value: string, change: Partial<LogRecord> = {}): LogRecord => ({
  key: 'key',
  value: Buffer.from(value),
  stamp: { at: 0, previous: new Uint8Array(8) },
  ...change,
});

export const valueOf = ({ value }: StoredRecord): string | undefined => value && Buffer.from(value).toString();

/** All records from an offset up to the end, page by page. */
export async function readAll(session: PartitionSession, from: Offset = 0, limit = 100): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = [];
  for (let at = from; ; ) {
    const page = await session.read(at, { limit, waitMs: 0 });
    records.push(...page.records);
    at = page.next;
    if (at >= page.end) return records;
  }
}
