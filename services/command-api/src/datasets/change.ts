import type { ChangeDataset } from '@ragtime/domain';
import {
  commandContextOf,
  derivedCommandId,
  ProblemError,
  payloadHashOf,
  problemResponses,
  readBehindGate,
  stateOutcome,
  submissionOf,
} from '@ragtime/http-kit';
import { z } from 'zod';
import { firstAnswer } from '../commands/first-answer.ts';
import { DatasetParams, datasetIdOf } from '../commands/ids.ts';
import type { Routes } from '../needs.ts';
import { datasetNameHash } from './names.ts';
import { DatasetName, Description, mergeSettings, SettingsInput } from './settings.ts';

/** PATCH /v1/datasets/{datasetId} */
export const changeDataset: Routes = (app, needs) => {
  const { bus, vault, machine, queries, reads, gate, embeddingModels } = needs;
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
      const context = commandContextOf(request, reply, machine.random);
      const { tenantId } = context.principal;
      const datasetId = datasetIdOf(request.params);
      const hash = payloadHashOf(request, request.body);
      const answer = async (version: number) => await reply.header('etag', `"${version}"`).send({ datasetId, version });
      const read = async () => await queries.getDataset(tenantId, datasetId);
      // Rows of any age tell whose it is. Settings are merged into the newest, and one that is missing may not have been read yet.
      const present =
        (request.body.settings === undefined ? await read() : undefined) ??
        (await readBehindGate(request, reply, [reads.library], gate, read));
      if (present === undefined) {
        const first = await firstAnswer(reply, needs, context, hash, { type: 'ChangeDataset', datasetId });
        if (first === undefined) throw new ProblemError('dataset-unknown');
        return await answer(first.version);
      }
      const { name, description, settings } = request.body;

      let named: ChangeDataset['name'];
      if (name !== undefined) {
        const nameHash = datasetNameHash(vault, tenantId, name);
        const reservation = { type: 'ReserveDatasetName', tenantId, nameHash, datasetId } as const;
        const own = { commandId: derivedCommandId(context, 'reserve'), ifVersion: undefined };
        const reserved = stateOutcome(reply, await bus.submit(submissionOf(reservation, context, hash, own)));
        named = reserved.kind === 'unchanged' ? { name, nameHash } : { name, nameHash, reservedAtMs: reserved.atMs };
      }
      const command: ChangeDataset = {
        type: 'ChangeDataset',
        datasetId,
        ...(named === undefined ? {} : { name: named }),
        ...(description === undefined ? {} : { description }),
        ...(settings === undefined ? {} : { settings: mergeSettings(settings, present.settings, embeddingModels) }),
      };
      const outcome = await bus.submit(submissionOf(command, context, hash));
      if (outcome.kind === 'unavailable' && named?.reservedAtMs !== undefined) throw new ProblemError('outcome-unknown');
      return await answer(stateOutcome(reply, outcome).version);
    },
  );
};
