import { changeDataset as change } from '@ragtime/application';
import { problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import { callOf } from '../http/call-of.ts';
import { DatasetParams, datasetIdOf } from '../http/ids.ts';
import { settle } from '../http/settle.ts';
import type { Routes } from '../needs.ts';
import { DatasetName, Description, SettingsInput } from './settings.ts';

/** PATCH /v1/datasets/{datasetId} */
export const changeDataset: Routes = (app, needs) => {
  app.patch(
    '/v1/datasets/:datasetId',
    {
      config: { action: 'dataset:change' },
      schema: {
        operationId: 'changeDataset',
        summary: 'Change the name, description or settings of a dataset',
        description: 'What is left out stays. New settings hold for parse runs that are requested from then on.',
        tags: ['datasets'],
        params: DatasetParams,
        body: z.strictObject({
          name: DatasetName.optional(),
          description: Description.nullable().optional(),
          settings: SettingsInput.optional(),
        }),
        response: { 200: z.object({ datasetId: z.string(), version: z.int() }), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { name, description, settings } = request.body;
      const call = callOf(request, reply, needs, request.body);
      const datasetId = datasetIdOf(request.params);
      const { version } = settle(reply, await change(needs, call, { datasetId, name, description, settings }));
      return await reply.header('etag', `"${version}"`).send({ datasetId, version });
    },
  );
};
