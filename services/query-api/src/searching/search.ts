import { isDatabaseAway } from '@ragtime/database';
import type { DatasetId, DocumentId } from '@ragtime/domain';
import {
  encodePositions,
  FilterText,
  GivenId,
  PositionText,
  ProblemError,
  passReadGate,
  principalOf,
  problemResponses,
  recordOf,
} from '@ragtime/http-kit';
import { TimedOut } from '@ragtime/runtime';
import { IndexUnavailable, type SearchAnswer, type SearchHit } from '@ragtime/search';
import { z } from 'zod';
import { Boxes, placeAs } from '../chunks/place.ts';
import type { QueryApiNeeds, Routes } from '../needs.ts';

const Weight = z.number().min(0).max(100);
/** Each value is a condition of its own, and the time to plan a statement grows with the number of conditions. */
const filterValuesMax = 100;
const Scalar = z.union([FilterText, z.number(), z.boolean(), z.null()]);

const SearchRequest = z
  .strictObject({
    query: z.string().trim().min(1).max(4_000),
    datasetIds: z.array(GivenId).min(1).max(1_000).optional().describe('Default: all of the tenant.'),
    documentIds: z.array(GivenId).min(1).max(10_000).optional(),
    filter: recordOf(z.union([Scalar, z.array(Scalar).min(1).max(filterValuesMax)]), 20)
      .refine((filter) => Object.values(filter).flat().length <= filterValuesMax, `must have at most ${filterValuesMax} values altogether`)
      .optional()
      .describe(`By metadata of documents: each member has the value, or one of a list. At most ${filterValuesMax} values altogether.`),
    limit: z.int().min(1).max(100).default(10),
    weights: z
      .strictObject({ lexical: Weight.exactOptional(), vector: Weight.exactOptional() })
      .optional()
      .describe('0 switches a side off.'),
    minScore: z.number().min(0).max(1).optional().describe('Of `score`, which says how a passage stands to the best one.'),
    highlight: z.boolean().default(true),
    rerank: z.boolean().default(false),
    asOf: PositionText.optional().describe('A time or a position. Needs a dataset with `historyDays`.'),
  })
  .meta({ id: 'SearchRequest' });

const Places = z.array(z.int()).length(2);

const Hit = z
  .object({
    chunkId: z.string(),
    documentId: z.string(),
    datasetId: z.string(),
    documentName: z.string().optional(),
    text: z.string(),
    headings: z.array(z.string()),
    kind: z.enum(['text', 'table']),
    score: z.number(),
    scores: z.object({ lexical: z.number().optional(), vector: z.number().optional() }),
    highlights: z
      .object({ ranges: z.array(Places), snippet: z.string().describe('HTML: the words in `<em>`, all else escaped.') })
      .optional()
      .describe('Ranges in UTF-16 units of the text, the end not included.'),
    pages: Places.optional().describe('First and last, from 1.'),
    lines: Places.optional().describe('First and last, from 1.'),
    boxes: Boxes.optional(),
    metadata: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'SearchHit' });

const SearchResponse = z
  .object({
    items: z.array(Hit).describe('Best first.'),
    documents: z
      .array(z.object({ documentId: z.string(), name: z.string().optional(), count: z.int() }))
      .describe('Of everything that was found, most passages first.'),
    position: z.string(),
    incomplete: z.boolean().optional().describe('There may be more that fits.'),
  })
  .meta({ id: 'SearchResponse' });

/** POST /v1/search */
export const search: Routes = (app, needs) => {
  app.post(
    '/v1/search',
    {
      config: { action: 'search:read' },
      schema: {
        operationId: 'search',
        summary: 'Search passages by words and by meaning',
        tags: ['search'],
        body: SearchRequest,
        response: { 200: SearchResponse, ...problemResponses, 501: problemResponses[500] },
      },
    },
    async (request, reply) => {
      const { asOf, rerank, datasetIds, documentIds, filter, ...rest } = request.body;
      if (rerank) throw new ProblemError('feature-unavailable', { detail: 'no model for reranking is set up' });
      const { tenantId } = principalOf(request);
      // Neither the positions of the caller nor its time limit are waited for: while the index is away, nothing moves.
      const trouble = needs.searchTrouble?.();
      if (trouble !== undefined) throw new ProblemError('search-unavailable', { detail: trouble });
      await passReadGate(
        request,
        reply,
        datasetIds === undefined ? [needs.reads.search] : [needs.reads.search, needs.reads.library],
        needs.gate,
      );
      const [datasetId] = await needs.queries.missingDatasets(tenantId, datasetIds ?? []);
      if (datasetId !== undefined) throw new ProblemError('dataset-unknown', { datasetId });
      if (asOf !== undefined) throw new ProblemError('history-not-kept');
      const answer = await askIndex(needs, request.hungUp, {
        ...rest,
        tenantId,
        datasetIds: eachOnce(datasetIds as DatasetId[] | undefined),
        documentIds: eachOnce(documentIds as DocumentId[] | undefined),
        metadata: filter,
      });
      reply.statePositions(answer.position);
      return await reply.send({
        items: answer.items.map(hitAs),
        documents: [...answer.documents],
        position: encodePositions(answer.position),
        ...(answer.incomplete ? { incomplete: true } : {}),
      });
    },
  );
};

/** An index may look once for each id of a list, however often it is repeated. */
const eachOnce = <Id>(ids: readonly Id[] | undefined): readonly Id[] | undefined => (ids === undefined ? undefined : [...new Set(ids)]);

async function askIndex(needs: QueryApiNeeds, signal: AbortSignal, query: Parameters<QueryApiNeeds['search']>[0]): Promise<SearchAnswer> {
  try {
    return await needs.search(query, signal);
  } catch (error) {
    if (error instanceof TimedOut) throw new ProblemError(needs.searchTrouble?.() === undefined ? 'search-timeout' : 'search-unavailable');
    if (!isDatabaseAway(error) && !(error instanceof IndexUnavailable)) throw error;
    needs.logger.error({ err: error }, 'the search index does not answer; the request is answered with 503');
    throw new ProblemError('search-unavailable');
  }
}

const hitAs = ({ name, pages, lines, boxes, highlights, headings, metadata, ...rest }: SearchHit): z.infer<typeof Hit> => ({
  ...rest,
  headings: [...headings],
  metadata: { ...metadata },
  ...(name === undefined ? {} : { documentName: name }),
  ...placeAs({ pages, lines, boxes }),
  ...(highlights === undefined
    ? {}
    : { highlights: { snippet: highlights.snippet, ranges: highlights.ranges.map((range) => [...range]) } }),
});
