import { discardDeadLetter as discard, replayDeadLetter as replay } from '@ragtime/application';
import { GivenId, problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import { callOf } from '../http/call-of.ts';
import { deadLetterIdOf } from '../http/ids.ts';
import { settle } from '../http/settle.ts';
import type { Routes } from '../needs.ts';

const Params = z.strictObject({ runId: GivenId.describe('Of the run that failed.') });

/** POST /v1/dead-letters/{runId}/replay */
export const replayDeadLetter: Routes = (app, needs) => {
  app.post(
    '/v1/dead-letters/:runId/replay',
    {
      config: { action: 'dead-letter:replay' },
      schema: {
        operationId: 'replayDeadLetter',
        summary: 'Try a failed document again',
        description: 'A new run, of the present revision and with the present settings of the dataset.',
        tags: ['runs'],
        params: Params,
        response: { 202: z.object({ documentId: z.string(), runId: z.string() }), ...problemResponses },
      },
    },
    async (request, reply) => {
      const call = callOf(request, reply, needs, undefined);
      return await reply.code(202).send(settle(reply, await replay(needs, call, deadLetterIdOf(request.params))));
    },
  );
};

/** POST /v1/dead-letters/{runId}/discard */
export const discardDeadLetter: Routes = (app, needs) => {
  app.post(
    '/v1/dead-letters/:runId/discard',
    {
      config: { action: 'dead-letter:discard' },
      schema: {
        operationId: 'discardDeadLetter',
        summary: 'Give a failed run up',
        description: 'The document stays, as failed.',
        tags: ['runs'],
        params: Params,
        response: { 200: z.object({ documentId: z.string(), runId: z.string() }), ...problemResponses },
      },
    },
    async (request, reply) => {
      const call = callOf(request, reply, needs, undefined);
      return await reply.send(settle(reply, await discard(needs, call, deadLetterIdOf(request.params))));
    },
  );
};
