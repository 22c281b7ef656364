import { credentialOf } from '@ragtime/access';
import type { FastifyInstance } from 'fastify';
import './declarations.ts';

/** Logs one line for each answer. It names the route, never the URL: paths and queries hold names of people's documents. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, principal, id } = request;
    const level = reply.statusCode >= 500 ? 'warn' : 'debug';
    request.log[level](
      {
        method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        tookMs: Math.round(reply.elapsedTime),
        tenantId: principal?.tenantId,
        credential: principal && credentialOf(principal),
        requestId: id,
      },
      'request answered',
    );
  });
}
