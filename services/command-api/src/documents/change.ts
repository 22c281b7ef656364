import { changeDocument as change } from '@ragtime/application';
import { problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import { callOf } from '../http/call-of.ts';
import { DocumentParams, documentIdsOf } from '../http/ids.ts';
import { settle } from '../http/settle.ts';
import type { Routes } from '../needs.ts';
import { DocumentName, Metadata } from './names.ts';

/** PATCH /v1/datasets/{datasetId}/documents/{documentId} */
export const changeDocument: Routes = (app, needs) => {
  app.patch(
    '/v1/datasets/:datasetId/documents/:documentId',
    {
      config: { action: 'document:change' },
      schema: {
        operationId: 'changeDocument',
        summary: 'Rename a document, replace its metadata, or take it out of searches',
        description: 'What is left out stays. `metadata: null` removes all of it.',
        tags: ['documents'],
        params: DocumentParams,
        body: z.strictObject({ name: DocumentName.optional(), metadata: Metadata.nullable().optional(), enabled: z.boolean().optional() }),
        response: { 200: z.object({ documentId: z.string(), version: z.int() }), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { name, metadata, enabled } = request.body;
      const call = callOf(request, reply, needs, request.body);
      const ids = documentIdsOf(request.params);
      const { version } = settle(reply, await change(needs, call, ids, { name, metadata, enabled }));
      return await reply.header('etag', `"${version}"`).send({ documentId: ids.documentId, version });
    },
  );
};
