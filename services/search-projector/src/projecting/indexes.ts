import type { IndexEntry, SearchIndex, SwitchableIndex } from '@ragtime/search';

/** Every index that is kept up to date: the live one, the previous one, and one that is being built. */
export interface KeptIndexes {
  put(entries: readonly IndexEntry[]): Promise<void>;
  refresh(): Promise<void>;
  /** @returns the number of entries removed from the live index. */
  remove(what: Parameters<SearchIndex['remove']>[0]): Promise<number>;
  /** Entries that were removed before the call are in no file of any of them afterwards. */
  expunge(): Promise<void>;
  add(generation: number, index: SearchIndex): void;
  forget(generation: number): void;
  generations(): readonly number[];
}

export function createKeptIndexes(live: SwitchableIndex): KeptIndexes {
  const beside = new Map<number, SearchIndex>();
  const others = () => [...beside].filter(([generation]) => generation !== live.generation()).map(([, index]) => index);
  return {
    async put(entries) {
      for (const index of [live, ...others()]) await index.put(entries);
    },
    async refresh() {
      for (const index of [live, ...others()]) await index.refresh();
    },
    async remove(what) {
      for (const index of others()) await index.remove(what);
      return await live.remove(what);
    },
    async expunge() {
      for (const index of [live, ...others()]) await index.expunge?.();
    },
    add: (generation, index) => void beside.set(generation, index),
    forget: (generation) => void beside.delete(generation),
    generations: () => [...beside.keys()],
  };
}
