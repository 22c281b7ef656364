import { type LogLevels, logLevelNames } from '@ragtime/runtime';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problemResponses } from '../commands/answer.ts';
import { ProblemError } from '../problems/problem-error.ts';
import './declarations.ts';

const Level = z.object({ part: z.string(), level: z.string() }).meta({ id: 'LogLevel' });

/** What each part of this process logs, and a way to have one say more while something is looked for. Not kept: a start begins as configured. */
export function serveLogLevels(plain: FastifyInstance, levels: LogLevels): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/v1/admin/log-levels',
    {
      config: { action: 'operations:read' },
      schema: {
        operationId: 'listLogLevels',
        summary: 'List what each part of the process that answers logs',
        tags: ['operations'],
        response: { 200: z.object({ items: z.array(Level) }), ...problemResponses },
      },
    },
    async (_, reply) => await reply.send({ items: [...levels.current()] }),
  );
  app.put(
    '/v1/admin/log-levels/:part',
    {
      config: { action: 'operations:change' },
      schema: {
        operationId: 'setLogLevel',
        summary: 'Have a part of the process that answers log more, or less, until it ends',
        tags: ['operations'],
        params: z.strictObject({ part: z.string() }),
        body: z.strictObject({ level: z.enum(logLevelNames) }),
        response: { 200: Level, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { part } = request.params;
      const { level } = request.body;
      if (!levels.set(part, level)) throw new ProblemError('not-found', { detail: `no part of this process is called ${part}` });
      return await reply.send({ part, level });
    },
  );
}
