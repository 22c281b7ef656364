import type { Offset } from './log.ts';

/**
 * A process manager sends this with each command that an event makes it send. It orders the manager's commands, and makes the owner refuse a repeat
 * for ever.
 */
export interface Cause {
  readonly manager: string;
  /** Rises when the manager starts again after `log-diverged`. It orders causes before the offset does. */
  readonly generation: number;
  readonly sourceLogId: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: Offset;
  /** The place of the command among those that this event caused, from 0. */
  readonly index: number;
}

/** What every record holds besides its event. */
export interface Meta {
  readonly subject: { readonly kind: string; readonly id: string };
  readonly version: number;
  /** max(owner's clock, time of the record before): time never goes back within a partition. */
  readonly atMs: number;
  readonly commandId: string;
  /** 16 bytes of sha256 over the request. They tell a repeat from another request under the same key. */
  readonly payloadHash: Uint8Array;
  /** This event's place among the `count` events of its command, from 0. */
  readonly index: number;
  readonly count: number;
  readonly cause: Cause | undefined;
  readonly correlationId: string;
  readonly tenantId: string;
  /** The text of an `Actor` of the domain, such as `api-key:<id> user:<id>`. */
  readonly actor: string;
  readonly traceParent: string | undefined;
  /** Whether the command came with an `Idempotency-Key`. Owners remember only those commands. */
  readonly remembered: boolean;
}

/** Events that the log itself writes. */
export type LogEvent =
  /** The genesis record: the first of every partition. */
  | { readonly type: 'LogBegun'; readonly logId: string }
  /** A caused command was refused or changed nothing. This event still marks its cause as settled. */
  | { readonly type: 'CauseSettled' }
  /**
   * An operator stated that this log is the right one although it is not the one that was read before. What was folded under a lower generation and
   * does not fit the log is thrown away.
   */
  | { readonly type: 'LogRefolded'; readonly generation: number }
  /** An operator accepts that the records up to here bear a time that has not come yet. Time stands still until the clocks are past it. */
  | { readonly type: 'ClockAccepted' };

const logEventTypes: readonly string[] = ['LogBegun', 'CauseSettled', 'LogRefolded', 'ClockAccepted'] satisfies LogEvent['type'][];

/** No domain uses a name of the log's own events. */
export function isLogEvent<Event>(event: Event | LogEvent): event is LogEvent {
  return typeof event === 'object' && event !== null && 'type' in event && logEventTypes.includes(String(event.type));
}

/** The generation of a partition before the first `LogRefolded`. */
export const firstGeneration = 1;

export interface Envelope<Event> {
  readonly meta: Meta;
  readonly event: Event | LogEvent;
}

/** A record that counts and that the codec could decode. */
export interface RecordedEvent<Event> extends Envelope<Event> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: Offset;
  readonly key: string;
}

/** A failure of the record, not of the program. It is stored under this name. */
export type DecodeFailure = { readonly kind: 'cannot-decode' | 'unknown-schema' | 'unknown-type'; readonly detail: string };

export interface Codec<Event> {
  /** Throws only for an event that its schema cannot hold, which is a broken invariant. */
  encode(envelope: Envelope<Event>): Uint8Array;
  decode(
    value: Uint8Array,
  ): { readonly ok: true; readonly envelope: Envelope<Event> } | { readonly ok: false; readonly failure: DecodeFailure };
  /**
   * Loads the schemas that were written since the last call, if the codec has a source of schemas. Callers await it before they believe an
   * `unknown-schema`.
   */
  learnMore?(): Promise<void>;
  /**
   * Loads what a handler of the event needs. Followers of the log await it before they hand the event over. Undefined: everything is loaded. A
   * rejection is a trouble of the follower, which retries; it is never a failure of the record.
   */
  prepare?(envelope: Envelope<Event>): Promise<void> | undefined;
}
