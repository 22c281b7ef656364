import type { Machine } from '@ragtime/runtime';
import type { FastifyInstance } from 'fastify';
import './declarations.ts';

const lookEveryMs = 50;

/**
 * Ends answers that would not end by themselves when the server is to close, and the lines that fall idle after that: a client that
 * keeps its line would else hold the server for as long as lines are kept.
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
