import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';

/**
 * Refuses requests for a name that is not one of this server. A page in a browser can let its own name point to this machine (DNS rebinding), and
 * would then read what only programs of this machine may read. An address cannot be made to point elsewhere, so every address is accepted.
 *
 * @param names the names of this server, in small letters and without a port. Undefined: any name is accepted
 */
export function checkHost(app: FastifyInstance, names: readonly string[] | undefined): void {
  if (names === undefined) return;
  const known = new Set(['localhost', ...names.map((name) => name.toLowerCase())]);
  app.addHook('onRequest', async ({ headers }) => {
    const name = nameOf(headers.host ?? '');
    if (known.has(name) || isIP(name) !== 0) return;
    throw new ProblemError('host-unknown', { detail: `this server is not called ${JSON.stringify(name.slice(0, 200))}` });
  });
}

/** `[::1]:9300` is the address ::1, and `localhost:9300` the name localhost. */
const nameOf = (host: string): string =>
  /^\[([^\]]*)\](?::\d*)?$/.exec(host)?.[1] ?? host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
