import type { Client } from '@opensearch-project/opensearch';
import type { ChunkId, DatasetId, DocumentId } from '@ragtime/domain';
import { z } from 'zod';
import type { Proposal, ProposalRequest, Proposals } from '../search-index.ts';
import { allWordsFields } from './mapping.ts';
import { asUnavailable } from './write.ts';

interface Where {
  readonly client: Client;
  readonly index: string;
}

const Hit = z.object({
  _id: z.string(),
  _score: z.number(),
  fields: z.object({
    datasetId: z.tuple([z.string().transform((id) => id as DatasetId)]),
    documentId: z.tuple([z.string().transform((id) => id as DocumentId)]),
    chunkId: z.tuple([z.string().transform((id) => id as ChunkId)]),
    run: z.tuple([z.int()]),
    revision: z.tuple([z.int()]),
  }),
});
type Hit = z.infer<typeof Hit>;
const Found = z.object({ hits: z.object({ hits: z.array(Hit) }) });
const Searched = z.object({
  responses: z.array(z.union([Found, z.object({ status: z.int(), error: z.object({ reason: z.string().nullish() }) })])),
});

const wanted = { _source: false, docvalue_fields: ['datasetId', 'documentId', 'chunkId', 'run', 'revision'] };

/** Searches by words and by vector in one request, each separately; the caller joins the scores. @throws IndexUnavailable */
export async function proposeEntries(where: Where, request: ProposalRequest): Promise<Proposals> {
  const { text, candidates } = request;
  const vector = request.vector?.some((value) => value !== 0) === true ? [...request.vector] : undefined;
  const filter = filterOf(request);
  const isNothing = [request.datasetIds, request.documentIds].some((ids) => ids?.length === 0);
  const nothing: readonly Hit[] = [];
  try {
    const [lexical, nearest] = isNothing
      ? [nothing, nothing]
      : await searchBoth(where, [
          text === undefined ? undefined : { ...wanted, size: candidates, query: { bool: { filter, must: [byWords(text)] } } },
          vector === undefined
            ? undefined
            : {
                ...wanted,
                size: candidates,
                query: { knn: { vector: { vector, k: candidates, filter: { bool: { filter } } } } },
              },
        ]);
    const cosines = new Map(nearest.map(({ _id, _score }) => [_id, cosineOf(_score)]));
    const unknown = lexical.filter(({ _id }) => !cosines.has(_id)).map(({ _id }) => _id);
    if (vector !== undefined && unknown.length > 0)
      for (const [id, cosine] of await cosinesOf(where, unknown, vector)) cosines.set(id, cosine);
    const scores = new Map(lexical.map(({ _id, _score }) => [_id, _score]));
    const items = new Map([...lexical, ...nearest].map((hit) => [hit._id, proposalOf(hit, scores.get(hit._id), cosines.get(hit._id))]));
    return {
      items: [...items.values()],
      exhausted: { lexical: lexical.length < candidates, vector: nearest.length < candidates },
    };
  } catch (error) {
    throw asUnavailable(error);
  }
}

async function searchBoth(
  { client, index }: Where,
  [byText, byVector]: readonly [object | undefined, object | undefined],
): Promise<readonly [readonly Hit[], readonly Hit[]]> {
  const searches = [byText, byVector].flatMap((search) => (search === undefined ? [] : [search]));
  if (searches.length === 0) return [[], []];
  const { body } = await client.msearch({ body: searches.flatMap((search) => [{ index }, search]) });
  const { responses } = Searched.parse(body);
  const found = responses.map((response) => {
    if ('error' in response) throw Object.assign(new Error(response.error.reason ?? 'a search failed'), { statusCode: response.status });
    return response.hits.hits;
  });
  return byText === undefined ? [[], found[0] ?? []] : [found[0] ?? [], found[1] ?? []];
}

const byWords = (text: string) => ({
  multi_match: { query: text.toWellFormed(), fields: [allWordsFields], type: 'best_fields', zero_terms_query: 'none', lenient: true },
});

/** The cosines of those entries that have a vector. */
async function cosinesOf(
  { client, index }: Where,
  ids: readonly string[],
  vector: readonly number[],
): Promise<readonly (readonly [id: string, cosine: number])[]> {
  const { body } = await client.search({
    index,
    body: {
      ...wanted,
      size: ids.length,
      query: {
        script_score: {
          query: { bool: { filter: [{ ids: { values: [...ids] } }, { exists: { field: 'vector' } }] } },
          script: { lang: 'knn', source: 'knn_score', params: { field: 'vector', query_value: vector, space_type: 'cosinesimil' } },
        },
      },
    },
  });
  return Found.parse(body).hits.hits.map(({ _id, _score }) => [_id, cosineOf(_score)] as const);
}

/** The engine and the script score a vector with half of one more than its cosine. */
const cosineOf = (score: number): number => 2 * score - 1;

function filterOf({ tenantId, datasetIds, documentIds }: ProposalRequest) {
  return [
    { term: { tenantId } },
    ...(datasetIds === undefined ? [] : [{ terms: { datasetId: [...datasetIds] } }]),
    ...(documentIds === undefined ? [] : [{ terms: { documentId: [...documentIds] } }]),
  ];
}

function proposalOf({ fields }: Hit, lexical: number | undefined, vector: number | undefined): Proposal {
  const { datasetId, documentId, chunkId, run, revision } = fields;
  return { datasetId: datasetId[0], documentId: documentId[0], chunkId: chunkId[0], run: run[0], revision: revision[0], lexical, vector };
}
