/** Position in one partition, from 0, never given twice. Exact as a number up to 2^53. */
export type Offset = number;

/** 8 bytes of sha256 over the link before, key and value of a record that counts. */
export type Link = Uint8Array;

/** Where a record must land to count, and the link to the record before it that counts. Together the one header, `rt`, 16 bytes. */
export interface Stamp {
  /** -1 for a barrier, which never counts. */
  readonly at: Offset;
  readonly previous: Link;
}

export interface LogRecord {
  readonly key: string;
  readonly value: Uint8Array;
  readonly stamp: Stamp;
}

/** As found in the log. A stranger's record may have no key, no value and no stamp; it counts nowhere. */
export interface StoredRecord {
  readonly offset: Offset;
  readonly key: string | undefined;
  readonly value: Uint8Array | undefined;
  readonly stamp: Stamp | undefined;
}

export interface Page {
  readonly records: readonly StoredRecord[];
  /** Where to go on. Not "last offset + 1": offsets may be taken by what no reader is ever shown. */
  readonly next: Offset;
  /** The log's end when the page was read, as far as this session's server knows: `next >= end` is "caught up". */
  readonly end: Offset;
}

/**
 * One connection to one copy of one partition. It connects once; when it ends, its caller opens another, and knows by that
 * that it may now be speaking to a server that never saw what the last one acknowledged.
 */
export interface PartitionSession {
  /**
   * Appends all records as one batch, or none of them.
   *
   * @returns the offset at which the first record landed, which may be later than its stamp says.
   * @throws AppendRefused when the records are certainly not in the log.
   * @throws anything else when they may be (time-out, broken connection, an error answer sent after appending).
   */
  append(records: readonly LogRecord[]): Promise<Offset>;
  /**
   * From `from` on, in order, those that do not count included. Waits up to `waitMs` when there is nothing yet.
   *
   * @throws OffsetOutOfRange when `from` is above the end or below the start that this session's server shows.
   */
  read(from: Offset, options: { readonly limit: number; readonly waitMs: number; readonly signal?: AbortSignal }): Promise<Page>;
  /**
   * The offset that the next record would get: whatever was acknowledged to anybody before the call lies below it.
   * Appends a barrier where only an acknowledged append is proof (a log with replicas).
   */
  proveEnd(): Promise<Offset>;
  /** Idempotent. Whatever is under way throws. */
  close(): Promise<void>;
}

export interface TopicSpecification {
  readonly name: string;
  readonly partitions: number;
}

/** A log of topics with a total order per partition. Any log that can do this can stand behind Ragtime. */
export interface EventLog {
  /** Creates what is missing and checks what is there. Throws one clear sentence when a topic is not as it must be. */
  ensureTopics(topics: readonly TopicSpecification[]): Promise<void>;
  /** @throws SessionUnavailable when no session can be had now. */
  openSession(topic: string, partition: number): Promise<PartitionSession>;
  close(): Promise<void>;
}

/** The records are certainly not in the log: nothing is in doubt, and the same batch may be tried again. */
export class AppendRefused extends Error {
  override readonly name = 'AppendRefused';
  readonly reason: 'storage-full' | 'too-large' | 'not-enough-replicas' | 'not-authorised' | 'session-over';

  constructor(reason: AppendRefused['reason'], options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

export class OffsetOutOfRange extends Error {
  override readonly name = 'OffsetOutOfRange';
  readonly start: Offset;
  readonly end: Offset;

  constructor(start: Offset, end: Offset) {
    super(`offset out of range: the log holds ${start} to ${end}`);
    this.start = start;
    this.end = end;
  }
}

export class SessionUnavailable extends Error {
  override readonly name = 'SessionUnavailable';
}
