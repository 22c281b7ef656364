import { positionsOf } from '@ragtime/application';
import { encodePositions, GivenId, ProblemError, principalOf, problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import { Event, eventAs } from '../events/view.ts';
import type { Routes } from '../needs.ts';

const Command = z
  .object({
    commandId: z.string(),
    outcome: z.literal('accepted'),
    position: z.string().describe('Behind its last event.'),
    events: z.array(Event),
  })
  .meta({ id: 'Command' });

/** GET /v1/commands/{commandId} */
export const getCommand: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/commands/:commandId',
    {
      config: { action: 'command:read' },
      schema: {
        operationId: 'getCommand',
        summary: 'Read what became of a write',
        description: 'Only what was accepted leaves a trace: a write that was refused, or that is under way, is unknown.',
        tags: ['commands'],
        params: z.strictObject({ commandId: GivenId }),
        response: { 200: Command, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { commandId } = request.params;
      const { tenantId } = principalOf(request);
      const events = await read(request, reply, ['audit'], () => queries.eventsOfCommand(tenantId, commandId));
      if (events.length === 0) throw new ProblemError('command-unknown');
      const position = encodePositions(positionsOf(...events.map(({ at }) => at)));
      return await reply.send({ commandId, outcome: 'accepted', position, events: events.map(eventAs) });
    },
  );
};
