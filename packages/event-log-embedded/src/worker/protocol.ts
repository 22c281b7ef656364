import type { LogRecord, Offset, StoredRecord, TopicSpecification } from '@ragtime/event-log';

/** The worker's settings at its start. */
export interface WorkerSettings {
  readonly file: string;
  /** The free bytes of the disk below which appends are refused, so that the database can always be checkpointed and closed. */
  readonly reserveBytes: number;
  /** The size beyond which the file must not grow; undefined: only the disk limits it. */
  readonly fileBytesMax: number | undefined;
  /** Undefined where the machine has no boot id. */
  readonly bootId: string | undefined;
}

/** How the log was left the last time. */
export type OpenedAfter = 'clean-close' | 'process-death' | 'machine-restart';

export interface OpenedState {
  readonly created: boolean;
  readonly openedAfter: OpenedAfter;
  readonly machineRestarted: boolean;
}

/** One partition as the worker knows it. `stream` is its number within the file. */
export interface StreamState {
  readonly topic: string;
  readonly partition: number;
  readonly stream: number;
  readonly end: Offset;
}

export type RequestBody =
  | { readonly kind: 'append'; readonly stream: number; readonly records: readonly LogRecord[] }
  | { readonly kind: 'read'; readonly stream: number; readonly from: Offset; readonly limit: number }
  | { readonly kind: 'ensure-topics'; readonly topics: readonly TopicSpecification[] }
  /** Copies into a file that does not exist yet. */
  | { readonly kind: 'copy'; readonly file: string }
  | { readonly kind: 'close' };

export type Request = RequestBody & { readonly id: number };
export type RequestOf<Kind extends RequestBody['kind']> = Extract<Request, { readonly kind: Kind }>;

export type Reply =
  | { readonly kind: 'appended'; readonly at: Offset }
  | { readonly kind: 'page'; readonly records: readonly StoredRecord[]; readonly next: Offset; readonly end: Offset }
  | { readonly kind: 'streams'; readonly streams: readonly StreamState[] }
  | { readonly kind: 'closed' }
  | { readonly kind: 'copied' }
  | { readonly kind: 'not-copied'; readonly message: string }
  | { readonly kind: 'refused'; readonly reason: 'storage-full' | 'too-large' }
  /** The topic differs from its specification. */
  | { readonly kind: 'invalid'; readonly message: string }
  /** The outcome is in doubt and the connection is over. */
  | { readonly kind: 'broken'; readonly message: string };

/** The calls of the worker. */
export interface LogCalls {
  readonly request: (body: RequestBody) => Reply;
}

export interface Opened {
  readonly state: OpenedState;
  readonly streams: readonly StreamState[];
}
