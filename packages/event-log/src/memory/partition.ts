import type { LogRecord, Offset, StoredRecord } from '../port/log.ts';

/** One partition's records, in order. Offsets may have holes. */
export interface MemoryPartition {
  readonly topic: string;
  readonly partition: number;
  end(): Offset;
  append(records: readonly Omit<StoredRecord, 'offset'>[]): Offset;
  /** Uses up offsets without a visible record, as markers of transactions do. */
  takeOffsets(count: number): void;
  slice(from: Offset, end: Offset, limit: number): readonly StoredRecord[];
  /** Loses whole batches, as logs do: the batch that holds `offset` and all after it. Returns the new end. */
  cut(offset: Offset): Offset;
  /** Calls back once, at the next append. */
  onAppend(wake: () => void): () => void;
}

export function createMemoryPartition(topic: string, partition: number): MemoryPartition {
  const records: StoredRecord[] = [];
  const batchStarts: Offset[] = [];
  const waiting = new Set<() => void>();
  let end: Offset = 0;

  const wakeAll = () => {
    const woken = [...waiting];
    waiting.clear();
    for (const wake of woken) wake();
  };

  return {
    topic,
    partition,
    end: () => end,
    append(added) {
      const base = end;
      batchStarts.push(base);
      for (const record of added) {
        records.push({ ...copyOf(record), offset: end });
        end += 1;
      }
      wakeAll();
      return base;
    },
    takeOffsets(count) {
      batchStarts.push(end);
      end += count;
      wakeAll();
    },
    slice(from, until, limit) {
      const first = firstAtOrAbove(records, from);
      const found: StoredRecord[] = [];
      for (let at = first; at < records.length && found.length < limit; at += 1) {
        const record = records[at];
        if (record === undefined || record.offset >= until) break;
        found.push(record);
      }
      return found;
    },
    cut(offset) {
      if (offset < end) end = batchStarts.findLast((start) => start <= offset) ?? 0;
      batchStarts.splice(batchStarts.findLastIndex((start) => start < end) + 1);
      records.length = firstAtOrAbove(records, end);
      return end;
    },
    onAppend(wake) {
      waiting.add(wake);
      return () => void waiting.delete(wake);
    },
  };
}

/** Copies the bytes, so that a caller that reuses its buffer does not change the log. */
function copyOf({ key, value, stamp }: Omit<StoredRecord, 'offset'> | LogRecord): Omit<StoredRecord, 'offset'> {
  return {
    key,
    value: value && Uint8Array.from(value),
    stamp: stamp && { at: stamp.at, previous: Uint8Array.from(stamp.previous) },
  };
}

function firstAtOrAbove(records: readonly StoredRecord[], offset: Offset): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((records[middle]?.offset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
