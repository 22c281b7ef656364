import type { FastifyInstance } from 'fastify';
import './declarations.ts';

/**
 * Gives each request a signal for a caller that hung up before its answer. Fastify's own `request.signal` is no such thing: it
 * also fires once a streamed body was read to its end.
 */
export function noticeHangUps(app: FastifyInstance): void {
  app.decorateRequest('hungUp');
  app.addHook('onRequest', (request, reply, done) => {
    const controller = new AbortController();
    request.hungUp = controller.signal;
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) controller.abort(new Error('the caller hung up'));
    });
    done();
  });
}
