import { firstGeneration, type PartitionName, type ProjectedPlace } from '@ragtime/event-log';
import { createMemoryVisibility } from '@ragtime/search/testing';
import type { VisibilityRows } from '@ragtime/search/visibility';

/** The rows of the search projection. */
export interface SearchRows {
  /** Those of now: `discard` puts empty ones in their place. */
  readonly rows: VisibilityRows;
  places(): Promise<readonly ProjectedPlace[]>;
  discard(): void;
}

export function createSearchRows(): SearchRows {
  const generations = new Map<PartitionName, number>();
  let rows = withGenerations(createMemoryVisibility(), generations);
  return {
    get rows() {
      return rows;
    },
    places: async () =>
      [...(await rows.position())].map(([partition, position]) => ({
        partition,
        position,
        generation: generations.get(partition) ?? firstGeneration,
      })),
    discard() {
      generations.clear();
      rows = withGenerations(createMemoryVisibility(), generations);
    },
  };
}

const withGenerations = (rows: VisibilityRows, generations: Map<PartitionName, number>): VisibilityRows => ({
  ...rows,
  async commit(commit, nowMs) {
    const outcome = await rows.commit(commit, nowMs);
    if (outcome === 'committed' && commit.generation !== undefined) generations.set(commit.partition, commit.generation);
    return outcome;
  },
});
