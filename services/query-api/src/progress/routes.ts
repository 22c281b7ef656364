import { topics } from '@ragtime/domain';
import { decodeToken, type PartitionName, type Position, type Positions, partitionOf } from '@ragtime/event-log';
import { GivenId, PositionText, ProblemError, passReadGate, principalOf, problemResponses, streamEvents } from '@ragtime/http-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { RouteNeeds, Routes } from '../needs.ts';
import { watch } from './watch.ts';

const stream = {
  200: {
    description:
      'Server-sent events. `state`: a change, each exactly once; `progress`: the latest value of a document; `reset`: the present state, where the id that was sent is older than what is kept; `ready`: from here on. The stream ends when the access of its caller ends.',
    content: { 'text/event-stream': { schema: z.string() } },
  },
  ...problemResponses,
};
const Query = z.strictObject({
  after: PositionText.optional().describe('A `Ragtime-Position`: begin behind it. `Last-Event-ID` goes before it.'),
});

/** GET /v1/progress */
export const watchAll: Routes = (app, needs) => {
  app.get(
    '/v1/progress',
    {
      config: { action: 'progress:read' },
      schema: { operationId: 'watchProgress', summary: 'Watch everything', tags: ['progress'], querystring: Query, response: stream },
    },
    async (request, reply) => await answer(request, reply, needs, undefined, request.query.after),
  );
};

/** GET /v1/datasets/{datasetId}/progress */
export const watchDataset: Routes = (app, needs) => {
  app.get(
    '/v1/datasets/:datasetId/progress',
    {
      config: { action: 'progress:read' },
      schema: {
        operationId: 'watchDatasetProgress',
        summary: 'Watch a dataset',
        tags: ['progress'],
        params: z.strictObject({ datasetId: GivenId }),
        querystring: Query,
        response: stream,
      },
    },
    async (request, reply) => {
      const { datasetId } = request.params;
      await passReadGate(request, reply, [needs.reads.library], needs.gate);
      if ((await needs.queries.getDataset(principalOf(request).tenantId, datasetId)) === undefined)
        throw new ProblemError('dataset-unknown');
      return await answer(request, reply, needs, datasetId, request.query.after);
    },
  );
};

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  needs: RouteNeeds,
  datasetId: string | undefined,
  asked: string | undefined,
): Promise<FastifyReply> {
  const { feed, live, machine, gate } = needs;
  const principal = principalOf(request);
  const after = await startOf(request.headers['last-event-id']?.toString() || asked, needs, datasetId);
  reply.statePositions(after);
  return streamEvents(reply, (signal) =>
    watch({
      feed,
      live,
      machine,
      datasetId,
      after,
      signal,
      tenantId: principal.tenantId,
      presentState: async () => await needs.presentState(principal.tenantId, datasetId),
      onShown: (positions) => gate.shown.note(principal, positions),
    }),
  );
}

/** The start position of each watched partition: the caller's, or the present one when the caller names none. */
async function startOf(token: string | undefined, needs: RouteNeeds, datasetId: string | undefined): Promise<Positions> {
  const { feed, reads, gate } = needs;
  const decoded = token === undefined ? undefined : decodeToken(token);
  if (decoded?.kind === 'invalid') throw new ProblemError('position-invalid');
  const given = decoded?.positions ?? new Map<PartitionName, Position>();
  const watched = [...feed.current()].filter(
    ([name]) => datasetId === undefined || name === `${topics.documentEvents}/${partitionOf(datasetId, gate.partitions)}`,
  );
  const after = new Map(watched.map(([name, position]) => [name, given.get(name) ?? position]));
  if ((await reads.library.tracker.waitFor(after, { timeoutMs: 0 })) === 'unknown-log') throw new ProblemError('position-unknown');
  return after;
}
