import type { ChunkId, DatasetId, DocumentId } from '@ragtime/domain';
import { GivenId, ProblemError, pageOf, pageQuery, passReadGate, principalOf, problemResponses } from '@ragtime/http-kit';
import type { ChunkView } from '@ragtime/search';
import { z } from 'zod';
import type { Routes } from '../needs.ts';
import { Boxes, placeAs } from './place.ts';

const Places = z.array(z.int()).length(2);

const Chunk = z
  .object({
    chunkId: z.string(),
    documentId: z.string(),
    datasetId: z.string(),
    ordinal: z.int().describe('Its place in the document.'),
    text: z.string(),
    headings: z.array(z.string()),
    tokens: z.int(),
    pages: Places.optional(),
    lines: Places.optional(),
    boxes: Boxes.optional(),
    kind: z.enum(['text', 'table']),
    enabled: z.boolean().describe('A disabled passage is listed, and found by no search.'),
    edited: z.boolean().describe('Its text is a person’s.'),
    run: z.int().describe('The run that made it; 0 for one that was typed in.'),
    version: z.int().describe('What an `If-Match` names: 0 until a hand touches it.'),
  })
  .meta({ id: 'Chunk' });

const chunkAs = ({ headings, pages, lines, boxes, ...rest }: ChunkView): z.infer<typeof Chunk> => ({
  ...rest,
  headings: [...headings],
  ...placeAs({ pages, lines, boxes }),
});

/** GET /v1/datasets/{datasetId}/documents/{documentId}/chunks */
export const listChunks: Routes = (app, { chunks, reads, gate }) => {
  app.get(
    '/v1/datasets/:datasetId/documents/:documentId/chunks',
    {
      config: { action: 'chunk:read' },
      schema: {
        operationId: 'listChunks',
        summary: 'List the passages of a document in reading order',
        tags: ['chunks'],
        params: z.strictObject({ datasetId: GivenId, documentId: GivenId }),
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(Chunk), ...problemResponses },
      },
    },
    async (request, reply) => {
      await passReadGate(request, reply, [reads.search], gate);
      const { datasetId, documentId } = request.params;
      const place = { tenantId: principalOf(request).tenantId, datasetId: datasetId as DatasetId, documentId: documentId as DocumentId };
      const page = await chunks.list(place, request.query);
      if (page === undefined) throw new ProblemError('document-unknown');
      reply.statePositions(page.position);
      return await reply.send({
        items: page.items.map(chunkAs),
        ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
      });
    },
  );
};

/** GET /v1/datasets/{datasetId}/documents/{documentId}/chunks/{chunkId} */
export const getChunk: Routes = (app, { chunks, reads, gate }) => {
  app.get(
    '/v1/datasets/:datasetId/documents/:documentId/chunks/:chunkId',
    {
      config: { action: 'chunk:read' },
      schema: {
        operationId: 'getChunk',
        summary: 'Read a passage',
        tags: ['chunks'],
        params: z.strictObject({ datasetId: GivenId, documentId: GivenId, chunkId: GivenId }),
        response: { 200: Chunk, ...problemResponses },
      },
    },
    async (request, reply) => {
      await passReadGate(request, reply, [reads.search], gate);
      const { datasetId, documentId, chunkId } = request.params;
      const place = { tenantId: principalOf(request).tenantId, datasetId: datasetId as DatasetId, documentId: documentId as DocumentId };
      const { chunk, position } = await chunks.get(place, chunkId as ChunkId);
      reply.statePositions(position);
      if (chunk === undefined) throw new ProblemError('chunk-unknown');
      return await reply.header('etag', `"${chunk.version}"`).send(chunkAs(chunk));
    },
  );
};
