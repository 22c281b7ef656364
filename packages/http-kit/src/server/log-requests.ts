import { credentialOf } from '@ragtime/access';
import type { FastifyInstance } from 'fastify';
import './declarations.ts';

/** One line an answer: by route, never by address, since paths and queries hold names of people's documents. */
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
      'request',
    );
  });
}
