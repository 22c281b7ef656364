import { principalOf, problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import type { Routes } from '../needs.ts';

const Overview = z
  .object({
    datasets: z.int(),
    documents: z.object({
      uploaded: z.int(),
      queued: z.int(),
      running: z.int(),
      parsed: z.int(),
      failed: z.int(),
      cancelled: z.int(),
    }),
    sizeBytes: z.int(),
    chunks: z.int(),
    openRuns: z.int(),
    waitingTasks: z.int(),
    runningTasks: z.int(),
    deadLetters: z.int(),
    openReceipts: z.int(),
  })
  .meta({ id: 'Overview' });

/** GET /v1/overview */
export const getOverview: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/overview',
    {
      config: { action: 'tenant:read' },
      schema: {
        operationId: 'getOverview',
        summary: 'Count what the tenant has and what is under way',
        tags: ['account'],
        response: { 200: Overview, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      return await reply.send(await read(request, reply, ['library'], () => queries.overview(tenantId)));
    },
  );
};
