import type { DatasetId } from '@ragtime/domain';
import {
  commandContextOf,
  derivedCommandId,
  isAccepted,
  ProblemError,
  payloadHashOf,
  positionsOf,
  problemResponses,
  stateOutcome,
  submissionOf,
} from '@ragtime/http-kit';
import { uuidFromParts } from '@ragtime/runtime';
import { z } from 'zod';
import type { Routes } from '../needs.ts';
import { datasetNameHash } from './names.ts';
import { DatasetName, Description, mergeSettings, SettingsInput } from './settings.ts';

const Created = z.object({ datasetId: z.string(), name: z.string(), version: z.int() });

/** POST /v1/datasets: reserves the name in the tenant, then creates the dataset in its own scope. */
export const createDataset: Routes = (app, needs) => {
  const { bus, vault, machine, embeddingModels } = needs;
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
      const context = commandContextOf(request, reply, machine.random);
      const { tenantId } = context.principal;
      const { name, description } = request.body;
      const settings = mergeSettings(request.body.settings, undefined, embeddingModels);
      const hash = payloadHashOf(request, request.body);
      const datasetId = uuidFromParts('dataset', context.commandId) as DatasetId;
      const nameHash = datasetNameHash(vault, tenantId, name);

      const reserved = await bus.submit(submissionOf({ type: 'ReserveDatasetName', tenantId, nameHash, datasetId }, context, hash));
      stateOutcome(reply, reserved);
      const created = await bus.submit(
        submissionOf({ type: 'CreateDataset', datasetId, tenantId, name, nameHash, description, settings }, context, hash, {
          commandId: derivedCommandId(context, 'create'),
          ifVersion: undefined,
        }),
      );
      // The name is reserved: "nothing was written" would be untrue by now.
      if (created.kind === 'unavailable') throw new ProblemError('outcome-unknown');
      const { version } = stateOutcome(reply, created);
      if (isAccepted(reserved) && isAccepted(created)) reply.statePositions(positionsOf(reserved.at, created.at));
      return reply
        .code(201)
        .header('etag', `"${version}"`)
        .header('location', `/v1/datasets/${datasetId}`)
        .send({ datasetId, name, version });
    },
  );
};
