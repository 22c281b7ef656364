import { decodeToken, mergePositions, type Positions } from '@ragtime/event-log';
import {
  encodePositions,
  FilterText,
  GivenId,
  GivenTime,
  PositionText,
  ProblemError,
  pageOf,
  passReadGate,
  principalOf,
  problemResponses,
  streamEvents,
} from '@ragtime/http-kit';
import type { EventFilter } from '@ragtime/read-model';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { RouteNeeds, Routes } from '../needs.ts';
import { followEvents } from './follow.ts';
import { cloudEventOf, Event, eventAs } from './view.ts';

const cloudEvents = 'application/cloudevents-batch+json';

const Query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
  cursor: PositionText.min(1).optional().describe('From the page before: `nextCursor`.'),
  after: PositionText.min(1).optional().describe('A `Ragtime-Position`: only what lies behind it.'),
  resource: GivenId.optional().describe('Id of a dataset, document, run, passage, key …: what happened to it or in it.'),
  type: FilterText.optional(),
  actor: FilterText.optional().describe('Whole, or one word of it, such as `user:ID`.'),
  commandId: GivenId.optional(),
  from: GivenTime.optional(),
  to: GivenTime.optional().describe('Not itself inside.'),
  follow: z
    .enum(['true', 'false'])
    .default('false')
    .describe(
      'Server-sent events, as long as the caller has access. From now on, unless `after`, `from` or `Last-Event-ID` say otherwise.',
    ),
});
type Query = z.infer<typeof Query>;

/** GET /v1/events */
export const listEvents: Routes = (app, needs) => {
  app.get(
    '/v1/events',
    {
      config: { action: 'event:read' },
      schema: {
        operationId: 'listEvents',
        summary: 'Read the audit log, in order',
        tags: ['events'],
        querystring: Query,
        response: {
          200: {
            description: 'Events; as CloudEvents or as a stream where that was asked for',
            content: {
              'application/json': { schema: pageOf(Event) },
              [cloudEvents]: { schema: z.array(z.looseObject({ specversion: z.literal('1.0') })) },
              'text/event-stream': { schema: z.string() },
            },
          },
          ...problemResponses,
        },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const principal = principalOf(request);
      const wantsCloudEvents = (request.headers.accept ?? '').includes('application/cloudevents');
      await passReadGate(request, reply, [needs.reads.audit], needs.gate);
      if (query.follow === 'true') {
        const after = await startOf(request, needs);
        reply.statePositions(after);
        return streamEvents(reply, (signal) =>
          followEvents(needs.audit, {
            after,
            signal,
            tenantId: principal.tenantId,
            filter: filterOf(query),
            as: wantsCloudEvents ? cloudEventOf : eventAs,
            onShown: (positions) => needs.gate.shown.note(principal, positions),
          }),
        );
      }
      const after = await knownPositions(
        query.cursor ?? query.after,
        needs,
        query.cursor === undefined ? 'position-invalid' : 'cursor-invalid',
      );
      const page = await needs.queries.listEvents(principal.tenantId, { ...filterOf(query), limit: query.limit, after });
      reply.statePositions(page.next);
      const nextCursor = page.complete ? undefined : encodePositions(page.next);
      if (!wantsCloudEvents)
        return await reply
          .type('application/json')
          .send({ items: page.items.map(eventAs), ...(nextCursor === undefined ? {} : { nextCursor }) });
      // A batch of CloudEvents has no place for a cursor.
      if (nextCursor !== undefined) reply.header('link', `<${nextUrl(request.url, nextCursor)}>; rel="next"`);
      return await reply.type(cloudEvents).serializer(JSON.stringify).send(page.items.map(cloudEventOf));
    },
  );
};

const filterOf = ({ resource, type, actor, commandId, from, to }: Query): EventFilter => ({
  resource,
  type,
  actor,
  commandId,
  fromMs: from === undefined ? undefined : Date.parse(from),
  toMs: to === undefined ? undefined : Date.parse(to),
});

async function startOf(request: FastifyRequest<{ Querystring: Query }>, needs: RouteNeeds): Promise<Positions> {
  const given = request.headers['last-event-id']?.toString() || request.query.after;
  if (given !== undefined) return (await knownPositions(given, needs, 'position-invalid')) ?? new Map();
  return request.query.from === undefined ? await needs.reads.audit.committed() : new Map();
}

/** @throws ProblemError */
async function knownPositions(
  token: string | undefined,
  { reads }: RouteNeeds,
  code: 'position-invalid' | 'cursor-invalid',
): Promise<Positions | undefined> {
  if (token === undefined) return undefined;
  const decoded = decodeToken(token);
  if (decoded.kind === 'invalid') throw new ProblemError(code);
  if ((await reads.audit.tracker.waitFor(decoded.positions, { timeoutMs: 0 })) === 'unknown-log')
    throw new ProblemError('position-unknown');
  return mergePositions(decoded.positions);
}

function nextUrl(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}
