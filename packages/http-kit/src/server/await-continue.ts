import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * `Expect: 100-continue`: a body is asked for once its head was accepted. Node's own answer comes before anybody has looked, and a
 * body that is to be refused would be sent all the same.
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
    // Whether the body still comes is the client's choice: what follows on this line could be either.
    if (expecting.has(request.raw)) reply.header('connection', 'close');
  });
}

function willBeRead({ headers, server, routeOptions }: FastifyRequest): boolean {
  const type = headers['content-type'];
  if (type === undefined || !server.hasContentTypeParser(type.split(';', 1)[0]?.trim().toLowerCase() ?? '')) return false;
  return !type.includes('json') || Number(headers['content-length'] ?? 0) <= routeOptions.bodyLimit;
}
