import { Readable } from 'node:stream';
import { type Access, AccessEnded, type Standing } from '@ragtime/access';
import { type Machine, unlessAborted } from '@ragtime/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';
import './declarations.ts';

/** While this node does not know who may do what, it asks itself so often whether a stream may go on. */
const lookEveryMs = 100;

/**
 * A request may take long, and its caller may lose access meanwhile. This asks again after the body was read, before a read is
 * answered, and for each piece of an answer that is a stream: an event stream then ends, a download breaks off.
 */
export function holdAccess(app: FastifyInstance, access: Access, { timers }: Pick<Machine, 'timers'>): void {
  app.decorate('access', access);
  app.addHook('preHandler', async (request) => ensureAccess(request));
  app.addHook('onSend', async (request, reply, payload) => {
    const { principal } = request;
    if (principal === undefined || reply.statusCode >= 400) return payload;
    if (!(payload instanceof Readable)) {
      // The answer to a write says what was done. A caller that revoked its own key must get it too.
      if (request.routeOptions.config.action?.endsWith(':read') === true) ensureAccess(request);
      return payload;
    }
    if (access.stateOf(principal) === 'ended') {
      payload.destroy();
      throw new ProblemError('unauthenticated');
    }
    return heldStream(payload, reply, { standing: access.follow(principal), timers });
  });
}

/** For a route that reads its body by itself: call it when the body was read. @throws ProblemError unauthenticated */
export function ensureAccess({ principal, server }: FastifyRequest): void {
  if (principal !== undefined && server.access.stateOf(principal) === 'ended') throw new ProblemError('unauthenticated');
}

interface Holding {
  readonly standing: Standing;
  readonly timers: Machine['timers'];
}

function heldStream(source: Readable, reply: FastifyReply, holding: Holding): Readable {
  const isEvents = String(reply.getHeader('content-type')).startsWith('text/event-stream');
  reply.raw.once('close', () => {
    holding.standing.release();
    source.destroy();
  });
  return Readable.from(heldPieces(source, holding, isEvents), { objectMode: false });
}

async function* heldPieces(source: Readable, { standing, timers }: Holding, isEvents: boolean): AsyncGenerator<unknown> {
  const pieces = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unlessAborted(pieces.next(), standing.signal);
      while (standing.state() === 'behind') await timers.sleep(lookEveryMs, standing.signal);
      if (standing.state() === 'ended') throw new AccessEnded('the access of this caller has ended');
      if (next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    // A download that ended as usual would look complete.
    if (!isEvents || !(error instanceof AccessEnded)) throw error;
    yield ': the access of this caller has ended\n\n';
  } finally {
    standing.release();
    source.destroy();
  }
}
