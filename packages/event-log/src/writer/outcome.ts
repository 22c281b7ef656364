import type { Cause } from '../port/envelope.ts';
import type { PartitionName, Position } from '../port/position.ts';

/** Where an answer holds: the partition and how far it was read or written. */
export interface OutcomePosition {
  readonly partition: PartitionName;
  readonly position: Position;
}

/**
 * What became of a command. Every kind has one HTTP shape.
 * - `accepted`: its events are in the log and count. `events` as they were decided.
 * - `duplicate`: an earlier command of this id was accepted; `events` are that one's.
 * - `unchanged`: nothing to do.
 * - `conflict`: `If-Match` named another version.
 * - `key-reused`: an earlier command of this id asked for something else.
 * - `unavailable`: certainly nothing was written; safe to send again.
 * - `unknown`: it may have been written; send again with the same key.
 */
export type Outcome<Event, Reason extends string> = { readonly commandId: string } & (
  | {
      readonly kind: 'accepted' | 'duplicate';
      readonly version: number;
      readonly events: readonly Event[];
      readonly at: OutcomePosition;
      readonly atMs: number;
    }
  | { readonly kind: 'unchanged'; readonly version: number; readonly at: OutcomePosition }
  | {
      readonly kind: 'rejected';
      readonly reason: Reason;
      readonly detail?: Readonly<Record<string, string | number>>;
      readonly at: OutcomePosition;
    }
  | { readonly kind: 'conflict'; readonly currentVersion: number; readonly at: OutcomePosition }
  | { readonly kind: 'key-reused'; readonly at: OutcomePosition }
  | {
      readonly kind: 'unavailable';
      readonly cause: 'overloaded' | 'no-owner' | 'storage-full' | 'log-diverged' | 'log-down' | 'too-many-keys' | 'command-too-large';
    }
  | { readonly kind: 'unknown' }
);

/** A command on its way to the owner of its partition: all that the edge proved and chose, and nothing that a client could forge. */
export interface Submission<Command> {
  readonly command: Command;
  readonly commandId: string;
  readonly payloadHash: Uint8Array;
  /** With an `Idempotency-Key`, or a repeat that its sender may make: accepted once in 24 h of record time. */
  readonly remembered: boolean;
  readonly ifVersion: number | undefined;
  readonly cause: Cause | undefined;
  readonly correlationId: string;
  readonly tenantId: string;
  readonly actor: string;
  readonly traceParent: string | undefined;
}

/** Sends a command to the owner of its scope's partition, wherever that is. */
export interface CommandBus<Command, Event, Reason extends string> {
  submit(submission: Submission<Command>): Promise<Outcome<Event, Reason>>;
}
