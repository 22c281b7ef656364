import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Handles `Expect: 100-continue`: the server asks for a body only when it has accepted the head. Node by itself asks before any
 * check, so that a client would send even a body that is then refused.
 */
export function awaitContinue(app: FastifyInstance): void {
  const expecting = new WeakSet<IncomingMessage>();
  app.server.on('checkContinue', (request, response) => {
    expecting.add(request);
    app.routing(request, response);
  });
  app.addHook('preParsing', async (request, reply) => {
    if (!expecting.has(request.raw) || !willBeRead(request)) return;
    expecting.delete(request.raw);
    reply.raw.writeContinue();
  });
  app.addHook('onSend', async (request, reply) => {
    // The client may send its body or leave it out. The next bytes of this connection would be ambiguous, so the connection ends.
    if (expecting.has(request.raw)) reply.header('connection', 'close');
  });
}

function willBeRead({ headers, server, routeOptions }: FastifyRequest): boolean {
  const type = headers['content-type'];
  if (type === undefined || !server.hasContentTypeParser(type.split(';', 1)[0]?.trim().toLowerCase() ?? '')) return false;
  return !type.includes('json') || Number(headers['content-length'] ?? 0) <= routeOptions.bodyLimit;
}
