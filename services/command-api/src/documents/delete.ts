import type { ReceiptId } from '@ragtime/domain';
import { commandContextOf, payloadHashOf, problemResponses, stateOutcome, submissionOf } from '@ragtime/http-kit';
import { uuidFromParts } from '@ragtime/runtime';
import { DocumentParams, documentIdsOf } from '../commands/ids.ts';
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
        params: DocumentParams,
        response: { 202: Deleting, ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, reply, needs.machine.random);
      const ids = documentIdsOf(request.params);
      const receiptId = uuidFromParts('receipt', context.commandId) as ReceiptId;
      const command = { type: 'DeleteDocument', ...ids, receiptId } as const;
      const outcome = await needs.bus.submit(submissionOf(command, context, payloadHashOf(request, undefined)));
      await waitUntilUnsearchable(reply, needs, stateOutcome(reply, outcome));
      return await reply.code(202).send({ receiptId });
    },
  );
};
