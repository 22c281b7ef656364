import {
  firstGeneration,
  type PartitionName,
  type Position,
  type ProjectedPlace,
  type ProjectionStore,
  samePosition,
} from '@ragtime/event-log';
import type { AnyChange, AnyProjection, Row } from '@ragtime/read-model';
import { mergeChanges } from '@ragtime/read-model/testing';

/** The rows of one projection, and their position. */
export interface MemoryRows {
  readonly store: ProjectionStore<AnyChange>;
  /** Sorted, so that two folds of the same events are equal. */
  all(): readonly string[];
  table(name: string): readonly Row[];
  position(partition: PartitionName): Position | undefined;
  places(): readonly ProjectedPlace[];
  /** Throws everything away. */
  discard(): void;
}

export function createMemoryRows(
  { tables }: Pick<AnyProjection, 'tables'>,
  between: () => Promise<void> = async () => undefined,
): MemoryRows {
  const rows = new Map<string, Map<string, Row>>(Object.keys(tables).map((name) => [name, new Map<string, Row>()]));
  const positions = new Map<PartitionName, Position>();
  const generations = new Map<PartitionName, number>();
  const tableOf = (name: string): Map<string, Row> => rows.get(name) ?? new Map<string, Row>();
  const nameOf = (table: string, row: Row): string => JSON.stringify(tables[table]?.key.map((column) => row[column]));

  function write(changes: readonly AnyChange[]): void {
    for (const [table, { clears, removes, puts, patches }] of mergeChanges(tables, changes)) {
      const own = tableOf(table);
      for (const clear of clears)
        for (const [name, row] of own) if (Object.entries(clear).every(([column, value]) => row[column] === value)) own.delete(name);
      for (const key of removes) own.delete(nameOf(table, key));
      for (const row of puts) own.set(nameOf(table, row), row);
      for (const { key, patch } of patches) {
        const before = own.get(nameOf(table, key));
        if (before !== undefined) own.set(nameOf(table, key), { ...before, ...patch });
      }
    }
  }

  return {
    store: {
      load: async () => ({ positions: new Map(positions), stopped: [] }),
      async commit({ partition, from, to, changes, generation }) {
        await between();
        if (!samePosition(positions.get(partition), from)) return 'moved';
        write(changes);
        positions.set(partition, to);
        if (generation !== undefined) generations.set(partition, generation);
        return 'committed';
      },
    },
    all: () => [...rows].flatMap(([table, of]) => [...of.values()].map((row) => `${table} ${JSON.stringify(row)}`)).toSorted(),
    table: (name) => [...tableOf(name).values()],
    position: (partition) => positions.get(partition),
    places: () =>
      [...positions].map(([partition, position]) => ({ partition, position, generation: generations.get(partition) ?? firstGeneration })),
    discard() {
      for (const own of rows.values()) own.clear();
      positions.clear();
      generations.clear();
    },
  };
}
