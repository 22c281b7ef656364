import type { FastifyInstance } from 'fastify';
import './declarations.ts';

/**
 * Gives each request a signal that is aborted when the caller hangs up before its answer. Fastify's own `request.signal` does not
 * serve: it also fires when a streamed body was read to its end.
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
