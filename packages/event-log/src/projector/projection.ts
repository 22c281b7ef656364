import type { RecordedEvent } from '../port/envelope.ts';
import type { Position } from '../port/position.ts';

/** Folds events into changes. A `Change` is anything that its store can write; the projector only hands it over, in order. */
export interface Projection<Event, Change, Helpers = undefined> {
  /** Stable: it names the position in the store. */
  readonly name: string;
  /** Rises when the same events would give other rows. The next version is then built beside this one. */
  readonly version: number;
  readonly topics: readonly string[];
  /**
   * Called for each record that counts, in the order of its partition. It is pure except for lookups through its helpers. `behind` is the position
   * after the record. When it throws, the record's key is stopped.
   */
  apply(record: RecordedEvent<Event>, helpers: Helpers, behind: Position): readonly Change[];
}
