import type { PartitionName } from '@ragtime/event-log';
import { GivenId, iso, ProblemError, problemResponses, Time } from '@ragtime/http-kit';
import { z } from 'zod';
import type { Routes } from '../needs.ts';
import type { OperatedProjection } from '../ports.ts';
import type { Rebuild, Rebuilds } from './rebuilds.ts';

const RebuildAnswer = z
  .object({
    state: z.enum(['running', 'done', 'failed']),
    startedAt: Time,
    endedAt: Time.optional(),
    progress: z.record(z.string(), z.unknown()).optional(),
    report: z
      .looseObject({
        before: z.looseObject({ sha256: z.string() }),
        after: z.looseObject({ sha256: z.string() }),
        same: z.boolean(),
        switched: z.boolean().describe('Whether the rebuilt generation answers from now on.'),
        reasons: z.array(z.string()).describe('Why the comparison advises against the switch. Without a reason the switch is made.'),
      })
      .optional()
      .describe('The comparison of both: equal digests mean that the log gives the same rows again.'),
    detail: z.string().optional(),
  })
  .meta({ id: 'Rebuild' });

const Projection = z
  .object({
    name: z.string(),
    lag: z.int().optional().describe('Records of the log that it has yet to read; missing while nobody can tell.'),
    trouble: z.string().optional().describe('Why it does not go on just now.'),
    stopped: z.array(z.object({ partition: z.string(), key: z.string(), offset: z.int(), category: z.string(), detail: z.string() })),
    rebuild: RebuildAnswer.optional().describe('The last one since this process began.'),
  })
  .meta({ id: 'Projection' });

const Force = z.strictObject({
  force: z.enum(['true', 'false']).default('false').describe('The rebuilt generation becomes live whatever the comparison says.'),
});
const PartitionText = z
  .string()
  .max(200)
  .regex(/^[^/]+\/\d{1,6}$/, 'must be a topic and the number of a partition, such as ragtime.document.events/3');
const Params = z.strictObject({ projection: GivenId });

/** GET /v1/admin/projections */
export const listProjections: Routes = (app, { operations, rebuilds }) => {
  app.get(
    '/v1/admin/projections',
    {
      config: { action: 'operations:read' },
      schema: {
        operationId: 'listProjections',
        summary: 'List projections and how far they are',
        tags: ['operations'],
        response: { 200: z.object({ items: z.array(Projection) }), ...problemResponses },
      },
    },
    async (_, reply) => await reply.send({ items: await Promise.all(operations.projections.map((one) => projectionAs(one, rebuilds))) }),
  );
};

/** GET /v1/admin/projections/{projection} */
export const getProjection: Routes = (app, { operations, rebuilds }) => {
  app.get(
    '/v1/admin/projections/:projection',
    {
      config: { action: 'operations:read' },
      schema: {
        operationId: 'getProjection',
        summary: 'Read how far a projection is, and its rebuild',
        tags: ['operations'],
        params: Params,
        response: { 200: Projection, ...problemResponses },
      },
    },
    async (request, reply) => await reply.send(await projectionAs(find(operations.projections, request.params), rebuilds)),
  );
};

/** POST /v1/admin/projections/{projection}/rebuild */
export const rebuildProjection: Routes = (app, { operations, rebuilds }) => {
  app.post(
    '/v1/admin/projections/:projection/rebuild',
    {
      config: { action: 'operations:change' },
      schema: {
        operationId: 'rebuildProjection',
        summary: 'Build the next generation beside the one that answers, compare both, and switch',
        description:
          'Readers notice nothing. `GET` of the projection tells how far it is. Where both differ, or searches by words or by vector no longer find ' +
          'the best hits, the generation that answers stays, and the report says why.',
        tags: ['operations'],
        params: Params,
        querystring: Force,
        response: { 202: RebuildAnswer, ...problemResponses },
      },
    },
    async (request, reply) => {
      const projection = find(operations.projections, request.params);
      return await reply.code(202).send(rebuildAs(rebuilds.start(projection, { force: request.query.force === 'true' })));
    },
  );
};

/** POST /v1/admin/projections/{projection}/switch */
export const switchProjection: Routes = (app, { operations }) => {
  app.post(
    '/v1/admin/projections/:projection/switch',
    {
      config: { action: 'operations:change' },
      schema: {
        operationId: 'switchProjection',
        summary: 'Switch back to the generation that answered before',
        tags: ['operations'],
        params: Params,
        response: { 200: z.object({ generation: z.int() }), ...problemResponses },
      },
    },
    async (request, reply) => {
      const projection = find(operations.projections, request.params);
      try {
        return await reply.send(await projection.switchBack());
      } catch (error) {
        throw asProblem(error);
      }
    },
  );
};

/** GET /v1/admin/projections/{projection}/comparison */
export const compareProjection: Routes = (app, { operations, rebuilds }) => {
  app.get(
    '/v1/admin/projections/:projection/comparison',
    {
      config: { action: 'operations:read' },
      schema: {
        operationId: 'compareProjection',
        summary: 'Read how the last rebuild compares with what answered before it',
        tags: ['operations'],
        params: Params,
        response: { 200: RebuildAnswer, ...problemResponses },
      },
    },
    async (request, reply) => {
      const rebuild = rebuilds.of(find(operations.projections, request.params).name);
      if (rebuild?.state !== 'done') throw new ProblemError('not-found', { detail: 'no rebuild has ended since this process began' });
      return await reply.send(rebuildAs(rebuild));
    },
  );
};

/** POST /v1/admin/projections/{projection}/resolve */
export const resolveStopped: Routes = (app, { operations }) => {
  app.post(
    '/v1/admin/projections/:projection/resolve',
    {
      config: { action: 'operations:change' },
      schema: {
        operationId: 'resolveStopped',
        summary: 'Try a stopped key again, from its first failure on',
        tags: ['operations'],
        params: Params,
        body: z.strictObject({ partition: PartitionText, key: GivenId }),
        response: { 200: z.object({ result: z.enum(['resolved', 'still-failing', 'not-stopped']) }), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { partition, key } = request.body;
      return await reply.send({ result: await find(operations.projections, request.params).resolve(partition as PartitionName, key) });
    },
  );
};

function find(projections: readonly OperatedProjection[], { projection }: { readonly projection: string }): OperatedProjection {
  const found = projections.find(({ name }) => name === projection);
  if (found === undefined) throw new ProblemError('projection-unknown');
  return found;
}

async function projectionAs(projection: OperatedProjection, rebuilds: Rebuilds): Promise<z.infer<typeof Projection>> {
  const { lag, stopped, trouble } = await projection.state();
  const rebuild = rebuilds.of(projection.name);
  return {
    name: projection.name,
    ...(lag === undefined ? {} : { lag }),
    ...(trouble === undefined ? {} : { trouble }),
    stopped: [...stopped],
    ...(rebuild === undefined ? {} : { rebuild: rebuildAs(rebuild) }),
  };
}

function rebuildAs(rebuild: Rebuild): z.infer<typeof RebuildAnswer> {
  const startedAt = iso(rebuild.startedAtMs);
  switch (rebuild.state) {
    case 'running':
      return { state: 'running', startedAt, progress: { ...rebuild.progress } };
    case 'failed':
      return { state: 'failed', startedAt, endedAt: iso(rebuild.endedAtMs), detail: rebuild.detail };
    case 'done':
      return {
        state: 'done',
        startedAt,
        endedAt: iso(rebuild.endedAtMs),
        report: { ...rebuild.report, reasons: [...rebuild.report.reasons] },
      };
  }
}

/** The error handler answers every code of the table; only `not-found` needs a word on what is missing. */
function asProblem(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'not-found') return error;
  return new ProblemError('not-found', { detail: 'there is no generation to switch back to' });
}
