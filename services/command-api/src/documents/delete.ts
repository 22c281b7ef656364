import type { DatasetId, DocumentId, ReceiptId } from '@ragtime/domain';
import { commandContextOf, payloadHashOf, principalOf, problemResponses, stateOutcome, submissionOf } from '@ragtime/http-kit';
import { uuidFromParts } from '@ragtime/runtime';
import { z } from 'zod';
import { Deleting, waitUntilUnsearchable } from '../deleting/wait-until-unsearchable.ts';
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
        params: z.strictObject({ datasetId: z.string(), documentId: z.string() }),
        response: { 202: Deleting, ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, principalOf(request), needs.machine.random);
      const receiptId = uuidFromParts('receipt', context.commandId) as ReceiptId;
      const datasetId = request.params.datasetId as DatasetId;
      const documentId = request.params.documentId as DocumentId;
      const outcome = await needs.bus.submit(
        submissionOf({ type: 'DeleteDocument', datasetId, documentId, receiptId }, context, payloadHashOf(request, undefined)),
      );
      await waitUntilUnsearchable(reply, needs, stateOutcome(reply, outcome));
      return reply.code(202).send({ receiptId });
    },
  );
};
