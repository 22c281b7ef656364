import { priorities } from '@ragtime/domain';
import { ProblemError, problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import type { Routes } from '../needs.ts';
import type { Operations } from '../ports.ts';

const Worker = z.object({ workerId: z.string(), slots: z.int(), busy: z.int(), leaving: z.boolean(), silentMs: z.number() });

const Queues = z
  .object({
    oldestWaitMs: z.number(),
    waiting: z.array(
      z.object({
        priority: z.enum(priorities),
        tenantId: z.string(),
        count: z.int(),
        delayed: z.int().describe('Of these, how many wait for their time to try again.'),
        oldestWaitMs: z.number(),
      }),
    ),
    running: z.array(
      z.object({
        workerId: z.string(),
        runId: z.string(),
        taskId: z.string(),
        attempt: z.int(),
        tenantId: z.string(),
        forMs: z.number(),
      }),
    ),
  })
  .meta({ id: 'Queues' });

const Partition = z.object({
  topic: z.string(),
  partition: z.int(),
  state: z.string().describe('`serving`, or why the partition does not serve, such as `diverged` or `clock-off`.'),
  owner: z.string(),
  offset: z.int(),
  generation: z.int().describe('1, until an operator orders a refold of the log; each refold raises it. 0 while no owner reports it.'),
});

/** GET /v1/admin/queues */
export const getQueues: Routes = (app, { operations }) => {
  app.get(
    '/v1/admin/queues',
    {
      config: { action: 'operations:read' },
      schema: {
        operationId: 'getQueues',
        summary: 'Read what waits and what runs',
        tags: ['operations'],
        response: { 200: Queues, ...problemResponses },
      },
    },
    async (_, reply) => {
      const { oldestWaitMs, waiting, running } = await queuesOf(operations);
      return await reply.send({ oldestWaitMs, waiting: [...waiting], running: [...running] });
    },
  );
};

/** GET /v1/admin/workers */
export const listWorkers: Routes = (app, { operations }) => {
  app.get(
    '/v1/admin/workers',
    {
      config: { action: 'operations:read' },
      schema: {
        operationId: 'listWorkers',
        summary: 'List parse workers',
        tags: ['operations'],
        response: { 200: z.object({ items: z.array(Worker) }), ...problemResponses },
      },
    },
    async (_, reply) => await reply.send({ items: [...(await queuesOf(operations)).workers] }),
  );
};

/** GET /v1/admin/partitions */
export const listPartitions: Routes = (app, { operations }) => {
  app.get(
    '/v1/admin/partitions',
    {
      config: { action: 'operations:read' },
      schema: {
        operationId: 'listPartitions',
        summary: 'List partitions of the log and their owners',
        tags: ['operations'],
        response: { 200: z.object({ items: z.array(Partition) }), ...problemResponses },
      },
    },
    async (_, reply) => await reply.send({ items: [...(await operations.partitions())] }),
  );
};

/** GET /v1/admin/storage */
export const getStorage: Routes = (app, { operations }) => {
  app.get(
    '/v1/admin/storage',
    {
      config: { action: 'operations:read' },
      schema: {
        operationId: 'getStorage',
        summary: 'Read how full the disk is',
        tags: ['operations'],
        response: {
          200: z
            .object({ disk: z.object({ freeBytes: z.int(), totalBytes: z.int() }).optional(), databaseBytes: z.int() })
            .meta({ id: 'Storage' }),
          ...problemResponses,
        },
      },
    },
    async (_, reply) => {
      const { disk, databaseBytes } = await operations.storage();
      return await reply.send({ databaseBytes, ...(disk === undefined ? {} : { disk }) });
    },
  );
};

async function queuesOf(operations: Operations) {
  const queues = await operations.queues();
  if (queues === undefined) throw new ProblemError('feature-unavailable', { detail: 'no orchestrator is at work' });
  return queues;
}
