import { createDataset as create } from '@ragtime/application';
import { problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import { callOf } from '../http/call-of.ts';
import { settle } from '../http/settle.ts';
import type { Routes } from '../needs.ts';
import { DatasetName, Description, SettingsInput } from './settings.ts';

const Created = z.object({ datasetId: z.string(), name: z.string(), version: z.int() });

/** POST /v1/datasets */
export const createDataset: Routes = (app, needs) => {
  app.post(
    '/v1/datasets',
    {
      config: { action: 'dataset:create' },
      schema: {
        operationId: 'createDataset',
        summary: 'Create a dataset',
        tags: ['datasets'],
        body: z.strictObject({ name: DatasetName, description: Description.optional(), settings: SettingsInput.optional() }),
        response: { 201: Created, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { name, description, settings } = request.body;
      const call = callOf(request, reply, needs, request.body);
      const { datasetId, version } = settle(reply, await create(needs, call, { name, description, settings }));
      return reply
        .code(201)
        .header('etag', `"${version}"`)
        .header('location', `/v1/datasets/${datasetId}`)
        .send({ datasetId, name, version });
    },
  );
};
