import type { Machine } from '@ragtime/runtime';
import type { FastifyInstance } from 'fastify';
import './declarations.ts';

const lookEveryMs = 50;

/**
 * When the server closes, this ends the answers that never end by themselves, and then every connection that becomes idle.
 * Otherwise a client that keeps its connection open would delay the close until the keep-alive time is over.
 */
export function drainOnClose(app: FastifyInstance, { timers }: Pick<Machine, 'timers'>): void {
  const closing = new AbortController();
  app.decorate('closing', closing.signal);
  app.addHook('preClose', async () => {
    closing.abort(new Error('the server is closing'));
    if (!app.server.listening) return;
    const looking = timers.every(lookEveryMs, () => app.server.closeIdleConnections());
    app.server.once('close', () => looking.cancel());
  });
}
