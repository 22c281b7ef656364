import { commandContextOf, payloadHashOf, positionsOf, problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import { DatasetParams, datasetIdOf } from '../commands/ids.ts';
import type { Routes } from '../needs.ts';
import { cancelRuns, requestRuns } from './request-runs.ts';
import { type Targets, targetMembers, targetsOf } from './targets.ts';

const Run = z.object({ documentId: z.string(), runId: z.string(), run: z.int() });
const Answer = z.object({ items: z.array(Run).describe('Documents that kept a run that was open already are not among them.') });

/** Of a dataset that is gone: the log refuses it, or still knows what it answered to the first of the requests. */
const gone: Targets = { documentIds: [], ifMissing: 'skip' };

/** POST /v1/datasets/{datasetId}/parse */
export const parseDocuments: Routes = (app, needs) => {
  app.post(
    '/v1/datasets/:datasetId/parse',
    {
      config: { action: 'document:parse' },
      schema: {
        operationId: 'parseDocuments',
        summary: 'Start parse runs',
        tags: ['runs'],
        params: DatasetParams,
        body: z.strictObject({
          ...targetMembers,
          priority: z.enum(['high', 'normal', 'background']).optional().describe('Default: as the dataset says.'),
          keepEdits: z.boolean().default(false).describe('Whether manual edits of passages survive.'),
        }),
        response: { 202: Answer, ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, reply, needs.machine.random);
      const datasetId = datasetIdOf(request.params);
      const targets = (await targetsOf(request, reply, needs, context, { datasetId, ...request.body })) ?? gone;
      const { priority, keepEdits } = request.body;
      const payloadHash = payloadHashOf(request, request.body);
      const { runs, at, replayed } = await requestRuns(needs, {
        context,
        payloadHash,
        datasetId,
        ...targets,
        priority,
        keepEdits,
        isFirst: true,
      });
      if (replayed) reply.header('idempotent-replayed', 'true');
      reply.statePositions(positionsOf(...at));
      return reply.code(202).send({ items: [...runs].map(([documentId, run]) => ({ documentId, ...run })) });
    },
  );
};

/** POST /v1/datasets/{datasetId}/cancel */
export const cancelParsing: Routes = (app, needs) => {
  app.post(
    '/v1/datasets/:datasetId/cancel',
    {
      config: { action: 'document:cancel' },
      schema: {
        operationId: 'cancelParsing',
        summary: 'Cancel open parse runs',
        tags: ['runs'],
        params: DatasetParams,
        body: z.strictObject(targetMembers),
        response: { 202: z.object({ items: z.array(Run) }), ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, reply, needs.machine.random);
      const datasetId = datasetIdOf(request.params);
      const targets = (await targetsOf(request, reply, needs, context, { datasetId, ...request.body })) ?? gone;
      const payloadHash = payloadHashOf(request, request.body);
      const { runs, at, replayed } = await cancelRuns(needs, { context, payloadHash, datasetId, ...targets, isFirst: true });
      if (replayed) reply.header('idempotent-replayed', 'true');
      reply.statePositions(positionsOf(...at));
      return reply.code(202).send({ items: [...runs].map(([documentId, run]) => ({ documentId, ...run })) });
    },
  );
};
