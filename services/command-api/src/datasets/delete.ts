import { deleteDataset as remove } from '@ragtime/application';
import { problemResponses } from '@ragtime/http-kit';
import { callOf } from '../http/call-of.ts';
import { Deleting } from '../http/deleting.ts';
import { DatasetParams, datasetIdOf } from '../http/ids.ts';
import { settle } from '../http/settle.ts';
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
      const call = callOf(request, reply, needs, undefined);
      return await reply.code(202).send(settle(reply, await remove(needs, call, datasetIdOf(request.params))));
    },
  );
};
