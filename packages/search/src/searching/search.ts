import type { ChunkId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import type { Positions } from '@ragtime/event-log';
import type { Embedder } from '@ragtime/models';
import { type Machine, withTimeout } from '@ragtime/runtime';
import { keyOf, type Proposal, type SearchIndex, type StoredEntry } from '../search-index.ts';
import type { Scope as VisibilityScope } from '../visibility/read.ts';
import type { Visibility } from '../visibility/rows.ts';
import { defaultWeights, fuse, type Weights } from './fuse.ts';
import { type Highlights, highlight } from './highlight.ts';

export interface SearchQuery {
  readonly tenantId: TenantId;
  /** Not empty; the edge refuses an empty query. */
  readonly query: string;
  readonly datasetIds?: readonly DatasetId[] | undefined;
  readonly documentIds?: readonly DocumentId[] | undefined;
  /** A document's metadata must have the value, or one value of a list, under each name. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** 1 to 100. Default 10. */
  readonly limit?: number | undefined;
  /** 0 switches a side off. Default: 1 by words, 0.3 by vector. */
  readonly weights?: Partial<Weights> | undefined;
  /** 0 to 1, of the fused score. That score compares a hit with the best one of this search. */
  readonly minScore?: number | undefined;
  /** Default true. */
  readonly highlight?: boolean | undefined;
}

export interface SearchHit {
  readonly chunkId: ChunkId;
  readonly documentId: DocumentId;
  readonly datasetId: DatasetId;
  readonly text: string;
  readonly headings: readonly string[];
  readonly kind: 'text' | 'table';
  readonly score: number;
  /** The scores of the index: BM25 (0: no common word) and cosine (undefined: no vector). */
  readonly scores: { readonly lexical: number | undefined; readonly vector: number | undefined };
  /** Undefined when the query asked for none. */
  readonly highlights: Highlights | undefined;
  readonly pages: readonly [first: number, last: number] | undefined;
  readonly lines: readonly [first: number, last: number] | undefined;
  readonly boxes: StoredEntry['boxes'];
  readonly name: string | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface SearchAnswer {
  /** Best first. */
  readonly items: readonly SearchHit[];
  /** Counts all found passages, shown or not. The document with the most passages is first. */
  readonly documents: readonly { readonly documentId: DocumentId; readonly name: string | undefined; readonly count: number }[];
  readonly position: Positions;
  /** False when the visible hits fill the page or everything was searched; true otherwise. */
  readonly incomplete: boolean;
}

export interface SearchLimits {
  /** How long one search may take. Superseded passages are kept for twice this time. */
  readonly timeoutMs: number;
  /** The numbers of proposals by words and by vector. The search takes the next number while too few proposals are visible. */
  readonly candidates: readonly number[];
  /** A metadata filter that fits more documents than this is applied to the proposals, not by the index. */
  readonly filteredDocumentsMax: number;
}

export const defaultSearchLimits: SearchLimits = { timeoutMs: 5_000, candidates: [100, 400, 1_600], filteredDocumentsMax: 2_000 };

export interface SearchNeeds {
  readonly index: SearchIndex;
  readonly visibility: Visibility;
  readonly embedder: Embedder;
  readonly machine: Machine;
  readonly limits?: Partial<SearchLimits>;
}

/** @throws TimedOut, or the signal's reason. */
export type Search = (query: SearchQuery, signal?: AbortSignal) => Promise<SearchAnswer>;

interface Found extends Proposal {
  readonly name: string | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * The index proposes passages, and visibility rows decide: a hit is shown only if its row held at the position that was noted before the index was
 * asked. So an answer shows one moment, whatever is switched, edited or deleted meanwhile.
 */
export function createSearch(needs: SearchNeeds): Search {
  const { index, visibility, embedder, machine } = needs;
  const limits = { ...defaultSearchLimits, ...needs.limits };

  async function search(query: SearchQuery, signal: AbortSignal): Promise<SearchAnswer> {
    const { limit = 10, minScore = 0 } = query;
    const weights = { ...defaultWeights, ...query.weights };
    const vector = weights.vector > 0 ? (await embedder.embed([query.query], signal))[0] : undefined;
    const position = await visibility.position();
    const scope: VisibilityScope = {
      tenantId: query.tenantId,
      datasetIds: query.datasetIds,
      documentIds: query.documentIds,
      metadata: query.metadata,
    };
    const documentIds = await documentsOf(position, scope);
    const { found, incomplete } = await gather({ query, weights, vector, position, scope, documentIds, limit, signal });
    const scores = fuse(found, weights);
    const ranked = found
      .map((hit, place) => ({ hit, score: scores[place] ?? 0 }))
      .filter(({ score }) => score >= minScore && score > 0)
      .toSorted((one, other) => other.score - one.score || (keyOf(one.hit) < keyOf(other.hit) ? -1 : 1));
    signal.throwIfAborted();
    return { items: await hitsOf(query, ranked.slice(0, limit)), documents: countsOf(ranked.map(({ hit }) => hit)), position, incomplete };
  }

  /** Metadata are in the rows, so the rows find the matching documents. */
  async function documentsOf(position: Positions, scope: VisibilityScope): Promise<readonly DocumentId[] | undefined> {
    if (scope.metadata === undefined || Object.keys(scope.metadata).length === 0) return scope.documentIds;
    const fitting = await visibility.documents(position, scope, limits.filteredDocumentsMax);
    return fitting.length < limits.filteredDocumentsMax ? fitting : scope.documentIds;
  }

  async function gather(of: {
    readonly query: SearchQuery;
    readonly weights: Weights;
    readonly vector: Float32Array | undefined;
    readonly position: Positions;
    readonly scope: VisibilityScope;
    readonly documentIds: readonly DocumentId[] | undefined;
    readonly limit: number;
    readonly signal: AbortSignal;
  }): Promise<{ readonly found: readonly Found[]; readonly incomplete: boolean }> {
    const { query, weights, vector, position, scope, documentIds, limit, signal } = of;
    if (documentIds?.length === 0) return { found: [], incomplete: false };
    let found: readonly Found[] = [];
    for (const candidates of limits.candidates) {
      signal.throwIfAborted();
      const { items, exhausted } = await index.propose({
        tenantId: query.tenantId,
        datasetIds: query.datasetIds,
        documentIds,
        text: weights.lexical > 0 ? query.query : undefined,
        vector,
        candidates,
      });
      signal.throwIfAborted();
      found = (await visibility.holding(position, scope, items)).flatMap(({ place, name, metadata }) => {
        const proposal = items[place];
        return proposal === undefined ? [] : [{ ...proposal, name, metadata }];
      });
      const isEnough = (side: 'lexical' | 'vector') => exhausted[side] || found.filter((hit) => hit[side] !== undefined).length >= limit;
      if (isEnough('lexical') && isEnough('vector')) return { found, incomplete: false };
    }
    return { found, incomplete: found.length < limit };
  }

  async function hitsOf(
    query: SearchQuery,
    ranked: readonly { readonly hit: Found; readonly score: number }[],
  ): Promise<readonly SearchHit[]> {
    const entries = new Map((await index.get(ranked.map(({ hit }) => hit))).map((entry) => [keyOf(entry), entry]));
    return ranked.flatMap(({ hit, score }) => {
      const entry = entries.get(keyOf(hit));
      if (entry === undefined) return [];
      const { chunkId, documentId, datasetId, text, headings, kind, pages, lines, boxes } = entry;
      const { name, metadata, lexical, vector } = hit;
      const highlights = query.highlight === false ? undefined : highlight(query.query, text);
      return [
        {
          chunkId,
          documentId,
          datasetId,
          text,
          headings,
          kind,
          score,
          scores: { lexical, vector },
          highlights,
          pages,
          lines,
          boxes,
          name,
          metadata,
        },
      ];
    });
  }

  return async (query, signal) =>
    await withTimeout((ending) => search(query, ending), { timeoutMs: limits.timeoutMs, timers: machine.timers, signal });
}

function countsOf(found: readonly Found[]): SearchAnswer['documents'] {
  return [...Map.groupBy(found, ({ documentId }) => documentId)]
    .map(([documentId, hits]) => ({ documentId, name: hits[0]?.name, count: hits.length }))
    .toSorted((one, other) => other.count - one.count || (one.documentId < other.documentId ? -1 : 1));
}
