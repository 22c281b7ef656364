import { GivenId, ProblemError, pageOf, pageQuery, principalOf, problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import type { Routes } from '../needs.ts';
import { pageAs } from '../paging.ts';
import { DeadLetter, deadLetterAs, Run, RunWithTasks, runAs, runWithTasksAs } from './view.ts';

/** GET /v1/datasets/{datasetId}/documents/{documentId}/runs */
export const listRuns: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/datasets/:datasetId/documents/:documentId/runs',
    {
      config: { action: 'run:read' },
      schema: {
        operationId: 'listRuns',
        summary: 'List the parse runs of a document, newest first',
        tags: ['runs'],
        params: z.strictObject({ datasetId: GivenId, documentId: GivenId }),
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(Run), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { datasetId, documentId } = request.params;
      const { tenantId } = principalOf(request);
      const page = await read(request, reply, ['library'], () => queries.listRuns(tenantId, datasetId, documentId, request.query));
      if (page === undefined) throw new ProblemError('document-unknown');
      return await reply.send(pageAs(page, runAs));
    },
  );
};

/** GET /v1/runs/{runId} */
export const getRun: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/runs/:runId',
    {
      config: { action: 'run:read' },
      schema: {
        operationId: 'getRun',
        summary: 'Read a parse run with its tasks and attempts',
        tags: ['runs'],
        params: z.strictObject({ runId: GivenId }),
        response: { 200: RunWithTasks, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const run = await read(request, reply, ['library'], () => queries.getRun(tenantId, request.params.runId));
      if (run === undefined) throw new ProblemError('run-unknown');
      return await reply.header('etag', `"${run.version}"`).send(runWithTasksAs(run));
    },
  );
};

/** GET /v1/dead-letters */
export const listDeadLetters: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/dead-letters',
    {
      config: { action: 'dead-letter:read' },
      schema: {
        operationId: 'listDeadLetters',
        summary: 'List failed runs that wait for a word, newest first',
        tags: ['runs'],
        querystring: z.strictObject({ ...pageQuery, datasetId: GivenId.optional() }),
        response: { 200: pageOf(DeadLetter), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const page = await read(request, reply, ['library'], () => queries.listDeadLetters(tenantId, request.query));
      return await reply.send(pageAs(page, deadLetterAs));
    },
  );
};
