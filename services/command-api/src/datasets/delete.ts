import type { ReceiptId } from '@ragtime/domain';
import { commandContextOf, payloadHashOf, problemResponses, stateOutcome, submissionOf } from '@ragtime/http-kit';
import { uuidFromParts } from '@ragtime/runtime';
import { DatasetParams, datasetIdOf } from '../commands/ids.ts';
import { Deleting, waitUntilUnsearchable } from '../deleting/wait-until-unsearchable.ts';
import type { Routes } from '../needs.ts';

/** DELETE /v1/datasets/{datasetId} */
export const deleteDataset: Routes = (app, needs) => {
  app.delete(
    '/v1/datasets/:datasetId',
    {
      config: { action: 'dataset:delete' },
      schema: {
        operationId: 'deleteDataset',
        summary: 'Delete a dataset and everything in it',
        tags: ['datasets'],
        params: DatasetParams,
        response: { 202: Deleting, ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, reply, needs.machine.random);
      const datasetId = datasetIdOf(request.params);
      const receiptId = uuidFromParts('receipt', context.commandId) as ReceiptId;
      const command = { type: 'CloseDataset', datasetId, receiptId } as const;
      const outcome = await needs.bus.submit(submissionOf(command, context, payloadHashOf(request, undefined)));
      await waitUntilUnsearchable(reply, needs, stateOutcome(reply, outcome));
      return await reply.code(202).send({ receiptId });
    },
  );
};
