import { type IndexEntry, keyOf, type Proposal, type SearchIndex, type StoredEntry, type StoredRun } from '../search-index.ts';
import { bm25 } from './bm25.ts';

export interface MemoryIndexOptions {
  readonly modelId: string;
  readonly dimensions: number;
  /** `explicit`: `propose` sees puts and removals only after the next `refresh`, as on a server. Default `at-once`. */
  readonly refreshing?: 'at-once' | 'explicit';
}

/** Keeps all entries in this process and scans them for each search. For tests, and for programs with a few passages. */
export function createMemoryIndex({ modelId, dimensions, refreshing = 'at-once' }: MemoryIndexOptions): SearchIndex {
  const entries = new Map<string, IndexEntry>();
  let searched: readonly IndexEntry[] = [];
  const refresh = () => {
    searched = [...entries.values()];
  };
  const changed = () => {
    if (refreshing === 'at-once') refresh();
  };
  return {
    modelId,
    dimensions,
    async put(added) {
      for (const entry of added) entries.set(keyOf(entry), entry);
      changed();
    },
    refresh: async () => refresh(),
    async propose({ tenantId, datasetIds, documentIds, text, vector, candidates }) {
      const within = searched.filter(
        (entry) =>
          entry.tenantId === tenantId &&
          datasetIds?.includes(entry.datasetId) !== false &&
          documentIds?.includes(entry.documentId) !== false,
      );
      const lexical = text === undefined ? [] : best(bm25(text, within.map(bodyOf)), candidates, (score) => score > 0);
      const isVector = vector?.some((value) => value !== 0) === true;
      const cosines = isVector ? within.map((entry) => (hasVector(entry) ? dot(entry.vector, vector) : undefined)) : [];
      const nearest = best(cosines, candidates, () => true);
      const scores = new Map(lexical.map(({ place, score }) => [place, score]));
      const places = new Set([...lexical, ...nearest].map(({ place }) => place));
      const items = [...places].flatMap((place): readonly Proposal[] => {
        const entry = within[place];
        if (entry === undefined) return [];
        const { documentId, run, revision, chunkId, datasetId } = entry;
        return [{ documentId, run, revision, chunkId, datasetId, lexical: scores.get(place), vector: cosines[place] }];
      });
      return { items, exhausted: { lexical: lexical.length < candidates, vector: nearest.length < candidates } };
    },
    async list({ documentId, run }, { limit, after }) {
      return [...entries.values()]
        .filter((entry) => entry.documentId === documentId && entry.run === run)
        .toSorted(inOrder)
        .filter((entry) => after === undefined || inOrder(entry, after) > 0)
        .slice(0, limit)
        .map(stored);
    },
    get: async (keys) =>
      keys.flatMap((key) => {
        const entry = entries.get(keyOf(key));
        return entry === undefined ? [] : [stored(entry)];
      }),
    withVector: async (keys) =>
      new Set(
        keys.map(keyOf).filter((name) => {
          const entry = entries.get(name);
          return entry !== undefined && hasVector(entry);
        }),
      ),
    async remove(what) {
      const doomed = [...entries].filter(([, entry]) =>
        Object.entries(what).every(([name, value]) => entry[name as keyof IndexEntry] === value),
      );
      for (const [key] of doomed) entries.delete(key);
      changed();
      return doomed.length;
    },
    async *runs(): AsyncGenerator<StoredRun> {
      const groups = Map.groupBy(entries.values(), ({ documentId, run, revision }) => `${documentId}/${run}/${revision}`);
      for (const group of groups.values()) {
        const [first] = group;
        if (first === undefined) continue;
        const { documentId, datasetId, run, revision, partition } = first;
        yield { documentId, datasetId, run, revision, partition, from: Math.max(...group.map(({ from }) => from)), entries: group.length };
      }
    },
    count: async () => entries.size,
  };
}

function best(
  scores: readonly (number | undefined)[],
  limit: number,
  isHit: (score: number) => boolean,
): readonly { readonly place: number; readonly score: number }[] {
  return scores
    .flatMap((score, place) => (score !== undefined && isHit(score) ? [{ place, score }] : []))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, limit);
}

const bodyOf = ({ headings, text }: IndexEntry): string => [...headings, text].join('\n');
const hasVector = ({ vector }: IndexEntry): boolean => vector.some((value) => value !== 0);
const dot = (one: Float32Array, other: Float32Array): number => one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
const stored = ({ vector: _vector, ...entry }: IndexEntry): StoredEntry => entry;

type Place = Pick<StoredEntry, 'ordinal' | 'chunkId'>;
const inOrder = (one: Place, other: Place): number =>
  one.ordinal - other.ordinal || (one.chunkId < other.chunkId ? -1 : one.chunkId > other.chunkId ? 1 : 0);
