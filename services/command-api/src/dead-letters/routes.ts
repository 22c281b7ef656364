import type { DatasetId, DocumentId, RunId } from '@ragtime/domain';
import {
  type CommandContext,
  commandContextOf,
  ProblemError,
  payloadHashOf,
  problemResponses,
  readBehindGate,
  stateOutcome,
  submissionOf,
} from '@ragtime/http-kit';
import { uuidFromParts } from '@ragtime/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { deadLetterIdOf } from '../commands/ids.ts';
import type { CommandApiNeeds, Routes } from '../needs.ts';

const Params = z.strictObject({ runId: z.string().describe('Of the run that failed.') });

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
      const context = commandContextOf(request, reply, needs.machine.random);
      const failed = await failedRun(request, reply, needs, context, request.params);
      const runId = uuidFromParts('run', context.commandId) as RunId;
      const command = { type: 'ReplayDeadLetter', ...failed, runId } as const;
      stateOutcome(reply, await needs.bus.submit(submissionOf(command, context, payloadHashOf(request, undefined))));
      return await reply.code(202).send({ documentId: failed.documentId, runId });
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
      const context = commandContextOf(request, reply, needs.machine.random);
      const failed = await failedRun(request, reply, needs, context, request.params);
      const command = { type: 'DiscardDeadLetter', ...failed } as const;
      stateOutcome(reply, await needs.bus.submit(submissionOf(command, context, payloadHashOf(request, undefined))));
      return await reply.send({ documentId: failed.documentId, runId: failed.failedRunId });
    },
  );
};

/** Where the run was: among all runs, since a repeat comes when its dead letter is gone; or where the first request found it. @throws ProblemError dead-letter-unknown */
async function failedRun(
  request: FastifyRequest,
  reply: FastifyReply,
  { queries, reads, gate }: CommandApiNeeds,
  { principal, commandId }: CommandContext,
  params: { readonly runId: string },
) {
  const failedRunId = deadLetterIdOf(params);
  const run = await readBehindGate(request, reply, [reads.library], gate, () => queries.getRun(principal.tenantId, failedRunId));
  const [first] = run === undefined ? await queries.eventsOfCommand(principal.tenantId, commandId) : [];
  const datasetId = run?.datasetId ?? first?.datasetId;
  const documentId = run?.documentId ?? first?.documentId;
  if (datasetId === undefined || documentId === undefined) throw new ProblemError('dead-letter-unknown');
  return { datasetId: datasetId as DatasetId, documentId: documentId as DocumentId, failedRunId };
}
