import type { LogRecord, StoredRecord } from '@ragtime/event-log';

export const topic = 'events';
export const partitions = 4;

const recordsIn = (batch: number): number => 1 + (batch % 7);

/** Each record of a batch names the number of records in the batch, so that a test notices half a batch. */
export function batchOf(batch: number): readonly LogRecord[] {
  return Array.from({ length: recordsIn(batch) }, (_, index) => ({
    key: `batch-${batch}`,
    value: Buffer.from(`${index}/${recordsIn(batch)} ${'x'.repeat((batch * 37) % 3000)}`),
    stamp: { at: batch, previous: Buffer.alloc(8, batch % 256) },
  }));
}

/** The batches found, each with the offset of its first record. Throws when a batch is incomplete or holds foreign bytes. */
export function wholeBatches(records: readonly StoredRecord[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (let at = 0; at < records.length; ) {
    const batch = Number(records[at]?.key?.slice('batch-'.length));
    const expected = batchOf(batch);
    for (const [index, { key, value }] of expected.entries()) {
      const record = records[at + index];
      if (record?.key !== key || !Buffer.from(record.value ?? []).equals(value))
        throw new Error(`batch ${batch} is incomplete at ${at + index}`);
    }
    found.set(batch, records[at]?.offset ?? -1);
    at += expected.length;
  }
  return found;
}
