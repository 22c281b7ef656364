import type { Cause } from '../port/envelope.ts';
import type { PartitionName, Position } from '../port/position.ts';

/** The partition and the position at which an answer holds. */
export interface OutcomePosition {
  readonly partition: PartitionName;
  readonly position: Position;
}

/**
 * The result of a command. Every kind has one HTTP shape.
 * - `accepted`: its events are in the log and count. `events` holds them as they were decided.
 * - `duplicate`: an earlier command with this id was accepted; `events` are its events.
 * - `unchanged`: there was nothing to do.
 * - `conflict`: `If-Match` named another version.
 * - `key-reused`: an earlier command with this id made another request.
 * - `unavailable`: certainly nothing was written; it is safe to send the command again.
 * - `unknown`: the events may have been written; send the command again with the same key.
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
      readonly cause:
        | 'overloaded'
        | 'no-owner'
        | 'storage-full'
        | 'log-diverged'
        | 'log-down'
        | 'too-many-keys'
        | 'command-too-large'
        | 'clock-off';
    }
  | { readonly kind: 'unknown' }
);

/** A command on its way to the owner of its partition. Every member was proved or chosen by the edge; a client can forge none of them. */
export interface Submission<Command> {
  readonly command: Command;
  readonly commandId: string;
  readonly payloadHash: Uint8Array;
  /** True with an `Idempotency-Key`, or when its sender may repeat it: accepted once in 24 h of record time. */
  readonly remembered: boolean;
  readonly ifVersion: number | undefined;
  readonly cause: Cause | undefined;
  readonly correlationId: string;
  readonly tenantId: string;
  readonly actor: string;
  readonly traceParent: string | undefined;
}

/** Sends a command to the owner of its scope's partition, on whichever node it runs. */
export interface CommandBus<Command, Event, Reason extends string> {
  submit(submission: Submission<Command>): Promise<Outcome<Event, Reason>>;
}
