import { GivenId, ProblemError, pageOf, pageQuery, principalOf, problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import type { Routes } from '../needs.ts';
import { pageAs, wantsTotal } from '../paging.ts';
import { DocumentsQuery, filterOf } from './filter.ts';
import { Document, documentAs, Revision, revisionAs } from './view.ts';

const Params = z.strictObject({ datasetId: GivenId, documentId: GivenId });

/** GET /v1/datasets/{datasetId}/documents */
export const listDocuments: Routes = (app, { queries, read, live }) => {
  app.get(
    '/v1/datasets/:datasetId/documents',
    {
      config: { action: 'document:read' },
      schema: {
        operationId: 'listDocuments',
        summary: 'List documents, newest first',
        description: 'Filters by metadata are query parameters with the path of the member: `metadata.year=2026`.',
        tags: ['documents'],
        params: z.strictObject({ datasetId: GivenId }),
        querystring: DocumentsQuery,
        response: { 200: pageOf(Document), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { limit, cursor, total } = request.query;
      const { tenantId } = principalOf(request);
      const filter = { limit, cursor, total: wantsTotal(total), ...filterOf(request.query) };
      const page = await read(request, reply, ['library'], () => queries.listDocuments(tenantId, request.params.datasetId, filter));
      if (page === undefined) throw new ProblemError('dataset-unknown');
      return await reply.send(pageAs(page, (document) => documentAs(document, live.progressOf(document.runId))));
    },
  );
};

/** GET /v1/datasets/{datasetId}/documents/{documentId} */
export const getDocument: Routes = (app, { queries, read, live }) => {
  app.get(
    '/v1/datasets/:datasetId/documents/:documentId',
    {
      config: { action: 'document:read' },
      schema: {
        operationId: 'getDocument',
        summary: 'Read a document',
        tags: ['documents'],
        params: Params,
        response: { 200: Document, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { datasetId, documentId } = request.params;
      const { tenantId } = principalOf(request);
      const document = await read(request, reply, ['library'], () => queries.getDocument(tenantId, datasetId, documentId));
      if (document === undefined) throw new ProblemError('document-unknown');
      return await reply.header('etag', `"${document.version}"`).send(documentAs(document, live.progressOf(document.runId)));
    },
  );
};

/** GET /v1/datasets/{datasetId}/documents/{documentId}/revisions */
export const listRevisions: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/datasets/:datasetId/documents/:documentId/revisions',
    {
      config: { action: 'document:read' },
      schema: {
        operationId: 'listRevisions',
        summary: 'List the revisions of a document, newest first',
        tags: ['documents'],
        params: Params,
        querystring: z.strictObject({ limit: pageQuery.limit, cursor: pageQuery.cursor }),
        response: { 200: pageOf(Revision), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { datasetId, documentId } = request.params;
      const { tenantId } = principalOf(request);
      const page = await read(request, reply, ['library'], () => queries.listRevisions(tenantId, datasetId, documentId, request.query));
      if (page === undefined) throw new ProblemError('document-unknown');
      return await reply.send(pageAs(page, revisionAs));
    },
  );
};
