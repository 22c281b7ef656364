import { deleteDocument as remove } from '@ragtime/application';
import { problemResponses } from '@ragtime/http-kit';
import { callOf } from '../http/call-of.ts';
import { Deleting } from '../http/deleting.ts';
import { DocumentParams, documentIdsOf } from '../http/ids.ts';
import { settle } from '../http/settle.ts';
import type { Routes } from '../needs.ts';

/** DELETE /v1/datasets/{datasetId}/documents/{documentId} */
export const deleteDocument: Routes = (app, needs) => {
  app.delete(
    '/v1/datasets/:datasetId/documents/:documentId',
    {
      config: { action: 'document:delete' },
      schema: {
        operationId: 'deleteDocument',
        summary: 'Delete a document and everything made from it',
        tags: ['documents'],
        params: DocumentParams,
        response: { 202: Deleting, ...problemResponses },
      },
    },
    async (request, reply) => {
      const call = callOf(request, reply, needs, undefined);
      return await reply.code(202).send(settle(reply, await remove(needs, call, documentIdsOf(request.params))));
    },
  );
};
