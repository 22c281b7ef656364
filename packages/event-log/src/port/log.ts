/** An offset in one partition, from 0. The log never assigns one twice. A number holds it exactly up to 2^53. */
export type Offset = number;

/** 8 bytes of sha256 over the previous link, the key and the value of a record that counts. */
export type Link = Uint8Array;

/**
 * The offset at which a record must land to count, and the link of the record before it that counts. Together they are the header `rt`, 16 bytes.
 */
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

/** A record as the log holds it. A record that another program wrote may lack key, value or stamp; it never counts. */
export interface StoredRecord {
  readonly offset: Offset;
  readonly key: string | undefined;
  readonly value: Uint8Array | undefined;
  readonly stamp: Stamp | undefined;
}

export interface Page {
  readonly records: readonly StoredRecord[];
  /** The offset to read from next. It is not always "last offset + 1": the log may use offsets for records that it shows to no reader. */
  readonly next: Offset;
  /** The log's end when the page was read, as far as this session's server knows. `next >= end` means "caught up". */
  readonly end: Offset;
}

/**
 * One connection to one copy of one partition. A session connects once. When it ends, its caller opens another one. The caller then knows that the
 * new server may lack what the last one acknowledged.
 */
export interface PartitionSession {
  /**
   * Appends all records as one batch, or none of them.
   *
   * @returns the offset at which the first record landed; it may be higher than its stamp says.
   * @throws AppendRefused when the records are certainly not in the log.
   * @throws any other error when they may be in the log (time-out, broken connection, an error answer sent after appending).
   */
  append(records: readonly LogRecord[]): Promise<Offset>;
  /**
   * Reads in order from `from` on, including records that do not count. Waits up to `waitMs` when there is no record yet.
   *
   * @throws OffsetOutOfRange when `from` is above the end or below the start that this session's server shows.
   */
  read(from: Offset, options: { readonly limit: number; readonly waitMs: number; readonly signal?: AbortSignal }): Promise<Page>;
  /**
   * The offset that the next record would get. Every record that any server acknowledged before the call lies below it. In a log with replicas only
   * an acknowledged append proves this, so the session appends a barrier there.
   */
  proveEnd(): Promise<Offset>;
  /** Idempotent. Calls that are under way throw. */
  close(): Promise<void>;
}

export interface TopicSpecification {
  readonly name: string;
  readonly partitions: number;
}

/** A log of topics with a total order per partition. Ragtime can run on every log that keeps these promises. */
export interface EventLog {
  /** Creates missing topics and checks the present ones. When a topic differs from its specification, it throws one clear sentence. */
  ensureTopics(topics: readonly TopicSpecification[]): Promise<void>;
  /** @throws SessionUnavailable when no session can be opened now. */
  openSession(topic: string, partition: number): Promise<PartitionSession>;
  close(): Promise<void>;
}

/** The records are certainly not in the log, so nothing is in doubt. The caller may retry the same batch. */
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
