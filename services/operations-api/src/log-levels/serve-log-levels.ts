import { GivenId, type HttpServer, ProblemError, problemResponses } from '@ragtime/http-kit';
import { type LogLevels, logLevelNames } from '@ragtime/runtime';
import { z } from 'zod';

const Level = z.object({ part: z.string(), level: z.string() }).meta({ id: 'LogLevel' });

/**
 * Shows and sets the log level of each part of this process. A changed level lasts until the process ends. Each process has its own
 * levels, so every process serves these routes, for any roles that it plays.
 */
export function serveLogLevels(app: HttpServer, levels: LogLevels): void {
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
        params: z.strictObject({ part: GivenId }),
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
