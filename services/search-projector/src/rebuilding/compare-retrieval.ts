import type { TenantId } from '@ragtime/domain';
import type { Random } from '@ragtime/runtime';
import { type EntryKey, keyOf, type Proposal, type ProposalRequest, type SearchIndex, type StoredEntry } from '@ragtime/search';
import type { RebuildNeeds } from './needs.ts';

export interface Retrieval {
  readonly searches: number;
  /** The share of the best ten hits of the index that answers now which the new one finds too, for searches by words alone. */
  readonly words: number;
  /** The same for searches by vector alone. */
  readonly vectors: number;
}

interface Sample {
  readonly tenantId: TenantId;
  readonly text: string;
}

export interface Samples {
  take(entry: StoredEntry): void;
  chosen(): readonly Sample[];
}

const samplesMax = 50;
const expectedHits = 10;
/** Hits of equal worth come in any order, and hidden passages in the older index change the weights of words a little. */
const foundAmong = 50;
const cosineTolerance = 1e-3;

/** Chooses passages evenly from all that are offered. Each is as likely as any other. */
export function createSamples(random: Pick<Random, 'next'>): Samples {
  const kept: Sample[] = [];
  let offered = 0;
  return {
    take({ tenantId, text }) {
      offered += 1;
      const place = kept.length < samplesMax ? kept.length : Math.floor(random.next() * offered);
      if (place < samplesMax) kept[place] = { tenantId, text: firstWords(text) };
    },
    chosen: () => kept,
  };
}

const firstWords = (text: string): string => text.split(/\s+/u).slice(0, 8).join(' ');

/** Asks both indexes the same questions, with the first words of some passages, once by words and once by vector. */
export async function compareRetrieval(
  { embedder }: Pick<RebuildNeeds, 'embedder'>,
  [before, after]: readonly [before: SearchIndex, after: SearchIndex],
  samples: readonly Sample[],
): Promise<Retrieval> {
  const counts = { words: { wanted: 0, found: 0 }, vectors: { wanted: 0, found: 0 } };
  for (const { tenantId, text } of samples) {
    const request = { tenantId, datasetIds: undefined, documentIds: undefined, text: undefined, vector: undefined };
    const [vector] = await embedder.embed([text]);
    for (const [by, question] of [
      ['words', { text }],
      ['vectors', { vector }],
    ] as const) {
      const { wanted, found } = await askBoth([before, after], { ...request, ...question });
      counts[by].wanted += wanted;
      counts[by].found += found;
    }
  }
  const share = ({ wanted, found }: { readonly wanted: number; readonly found: number }) => (wanted === 0 ? 1 : found / wanted);
  return { searches: samples.length, words: share(counts.words), vectors: share(counts.vectors) };
}

async function askBoth([before, after]: readonly [SearchIndex, SearchIndex], request: Omit<ProposalRequest, 'candidates'>) {
  const best = (await before.propose({ ...request, candidates: expectedHits })).items;
  const { items: hits } = await after.propose({ ...request, candidates: foundAmong });
  // The older index still proposes passages that are hidden.
  const alive = await textsOf(after, best);
  const texts = new Set((await textsOf(after, hits)).values());
  const again = new Set(hits.map(keyOf));
  const least = Math.min(...hits.map(cosineOf));
  const expected = best.filter((hit) => alive.has(keyOf(hit)));
  const found = expected.filter(
    (hit) =>
      again.has(keyOf(hit)) ||
      texts.has(alive.get(keyOf(hit)) ?? '') ||
      // All hits of the new index are as near as this one.
      (hits.length >= foundAmong && least >= cosineOf(hit) - cosineTolerance),
  );
  return { wanted: expected.length, found: found.length };
}

async function textsOf(index: SearchIndex, keys: readonly EntryKey[]): Promise<ReadonlyMap<string, string>> {
  return new Map((await index.get(keys)).map((entry) => [keyOf(entry), entry.text]));
}

/** Words alone give no cosine; then nothing is as near. */
const cosineOf = ({ vector }: Proposal): number => vector ?? Number.NEGATIVE_INFINITY;
