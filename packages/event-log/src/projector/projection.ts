import type { RecordedEvent } from '../port/envelope.ts';
import type { Position } from '../port/position.ts';

/** `Change` is whatever its store can write: this runtime only carries it there, in order. */
export interface Projection<Event, Change, Helpers = undefined> {
  /** Stable: names the position in the store. */
  readonly name: string;
  /** Raised when the same events would give other rows: the next version is then built beside this one. */
  readonly version: number;
  readonly topics: readonly string[];
  /** Called for each record that counts, in the order of its partition; pure but for what its helpers look up. `behind` is the position after the record. What it throws stops the record's key. */
  apply(record: RecordedEvent<Event>, helpers: Helpers, behind: Position): readonly Change[];
}
