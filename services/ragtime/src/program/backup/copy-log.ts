import { barrierStamp, type EventLog, type LogRecord, type Offset, type PartitionSession, type StoredRecord } from '@ragtime/event-log';
import { sameRecord } from './same-record.ts';

/** Records and bytes of one append. */
const [recordsMax, bytesMax] = [500, 512 * 1024];

/** Something else is in the target than the source begins with. */
export class LogsDiffer extends Error {
  override readonly name = 'LogsDiffer';
}

/**
 * Copies a partition to its present end, with every record at its own offset: a record counts only where its stamp says. Records that count for
 * nobody are copied as barriers, which count for nobody either. What the target has already must be the same, so a copy can be continued.
 *
 * @throws LogsDiffer
 */
export async function copyPartition(from: EventLog, to: EventLog, topic: string, partition: number): Promise<void> {
  const [source, target] = [await from.openSession(topic, partition), await to.openSession(topic, partition)];
  try {
    let at = await agreedEnd(source, target, `${topic}/${partition}`);
    for (;;) {
      const { records, next, end } = await source.read(at, { limit: recordsMax, waitMs: 0 });
      for (const batch of batchesOf(records, at, next)) at = await appendAt(target, batch, at);
      if (next >= end && at >= next) return;
    }
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

/** Compares what the target has with the source. @returns the target's end. */
async function agreedEnd(source: PartitionSession, target: PartitionSession, name: string): Promise<Offset> {
  for (let at = 0; ; ) {
    const page = await target.read(at, { limit: recordsMax, waitMs: 0 });
    if (page.records.length === 0 && page.next >= page.end) return page.end;
    const theirs = new Map<Offset, StoredRecord>();
    for (let from = at; from < page.next; ) {
      const read = await source.read(from, { limit: recordsMax, waitMs: 0 }).catch(() => undefined);
      if (read === undefined || read.next <= from) break;
      for (const record of read.records) theirs.set(record.offset, record);
      from = read.next;
    }
    for (const record of page.records)
      if (!sameRecord(record, theirs.get(record.offset))) throw new LogsDiffer(`${name} holds another record at offset ${record.offset}`);
    at = page.next;
  }
}

/** The records from `at` to `next`, without gaps, in appends of bounded size. */
function* batchesOf(records: readonly StoredRecord[], at: Offset, next: Offset): Generator<readonly LogRecord[]> {
  const byOffset = new Map(records.map((record) => [record.offset, record]));
  let batch: LogRecord[] = [];
  let bytes = 0;
  for (let offset = at; offset < next; offset += 1) {
    const record = copyOf(byOffset.get(offset));
    if (batch.length > 0 && (batch.length >= recordsMax || bytes + record.value.byteLength > bytesMax)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(record);
    bytes += record.value.byteLength;
  }
  if (batch.length > 0) yield batch;
}

const barrier: LogRecord = { key: '', value: new Uint8Array(), stamp: barrierStamp };

const copyOf = (record: StoredRecord | undefined): LogRecord =>
  record?.key === undefined || record.value === undefined || record.stamp === undefined
    ? barrier
    : { key: record.key, value: record.value, stamp: record.stamp };

async function appendAt(target: PartitionSession, batch: readonly LogRecord[], at: Offset): Promise<Offset> {
  const landed = await target.append(batch);
  if (landed !== at) throw new LogsDiffer(`a record that belongs to offset ${at} landed at ${landed}: something else writes to this log`);
  return at + batch.length;
}
