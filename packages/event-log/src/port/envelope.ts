import type { Offset } from './log.ts';

/** Sent by a process manager at once on reading an event: orders its commands, and refuses their repeats for ever. */
export interface Cause {
  readonly manager: string;
  /** Raised when the manager starts again after `log-diverged`; orders before the offset. */
  readonly generation: number;
  readonly sourceLogId: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: Offset;
  /** Which of the commands that this event caused, from 0. */
  readonly index: number;
}

/** What every record holds beside its event. */
export interface Meta {
  readonly subject: { readonly kind: string; readonly id: string };
  readonly version: number;
  /** max(owner's clock, time of the record before): never goes back within a partition. */
  readonly atMs: number;
  readonly commandId: string;
  /** 16 bytes of sha256 over the request, to tell a repeat from another request under the same key. */
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
  /** Whether the command came with an `Idempotency-Key`: only those are remembered. */
  readonly remembered: boolean;
}

/** What the log itself writes. */
export type LogEvent =
  /** The genesis record: the first of every partition. */
  | { readonly type: 'LogBegun'; readonly logId: string }
  /** A caused command was refused or changed nothing: the mark of its cause all the same. */
  | { readonly type: 'CauseSettled' };

export interface Envelope<Event> {
  readonly meta: Meta;
  readonly event: Event | LogEvent;
}

/** A record that counts and could be read. */
export interface RecordedEvent<Event> extends Envelope<Event> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: Offset;
  readonly key: string;
}

/** Stored by name: the failure of a record, not of the program. */
export type DecodeFailure = { readonly kind: 'cannot-decode' | 'unknown-schema' | 'unknown-type'; readonly detail: string };

export interface Codec<Event> {
  /** Throws only for an event that its schema cannot hold, which is a broken invariant. */
  encode(envelope: Envelope<Event>): Uint8Array;
  decode(
    value: Uint8Array,
  ): { readonly ok: true; readonly envelope: Envelope<Event> } | { readonly ok: false; readonly failure: DecodeFailure };
  /** Takes in the schemas that were written since it looked last, where there is a place to look: asked before an `unknown-schema` is believed. */
  learnMore?(): Promise<void>;
  /**
   * Brings what whoever handles an event is going to need: awaited before it is handed over by those who follow the log. Undefined when it is
   * all there. What it rejects with is trouble of the follower, which tries again; never a failure of the record.
   */
  prepare?(envelope: Envelope<Event>): Promise<void> | undefined;
}
