import { cancelParsing as cancel, parseDocuments as parse, type Runs } from '@ragtime/application';
import { priorities } from '@ragtime/domain';
import { problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import { callOf } from '../http/call-of.ts';
import { DatasetParams, datasetIdOf } from '../http/ids.ts';
import { settle } from '../http/settle.ts';
import type { Routes } from '../needs.ts';
import { targetMembers, wantedOf } from './targets.ts';

const Run = z.object({ documentId: z.string(), runId: z.string(), run: z.int() });
const Answer = z.object({ items: z.array(Run).describe('Documents that kept a run that was open already are not among them.') });

const itemsOf = (runs: Runs) => [...runs].map(([documentId, run]) => ({ documentId, ...run }));

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
          priority: z.enum(priorities).optional().describe('Default: as the dataset says.'),
          keepEdits: z.boolean().default(false).describe('Whether manual edits of passages survive.'),
        }),
        response: { 202: Answer, ...problemResponses },
      },
    },
    async (request, reply) => {
      const call = callOf(request, reply, needs, request.body);
      const datasetId = datasetIdOf(request.params);
      const { priority, keepEdits } = request.body;
      const runs = await parse(needs, call, { datasetId, wanted: wantedOf(request.body), priority, keepEdits });
      return await reply.code(202).send({ items: itemsOf(settle(reply, runs)) });
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
      const call = callOf(request, reply, needs, request.body);
      const datasetId = datasetIdOf(request.params);
      const runs = await cancel(needs, call, { datasetId, wanted: wantedOf(request.body) });
      return await reply.code(202).send({ items: itemsOf(settle(reply, runs)) });
    },
  );
};
