import { once } from 'node:events';
import { createServer, isIPv6 } from 'node:net';
import { StartFailure } from './start-failure.ts';

/** The URL for a client on this machine, for any address that the server listens on. */
export function localUrl(host: string, port: number, scheme: 'http' | 'https' = 'http'): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${scheme}://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}

/** Checks the port before anything is made or opened, so that a start that can never serve leaves nothing behind. @throws StartFailure */
export async function ensurePortIsFree(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    throw listenFailureOf(error, { host, port }) ?? error;
  }
  server.close();
  await once(server, 'close');
}

/** Why the server cannot listen there. Undefined for any other error. */
export function listenFailureOf(
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): StartFailure | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new StartFailure(
      'port-in-use',
      `port ${port} of ${host} is in use: stop the program that uses it, or choose another port with RAGTIME_PORT`,
      { cause: error },
    );
  if (code === 'EACCES' && syscall === 'listen')
    return new StartFailure(
      'address-unavailable',
      `port ${port} can only be opened by an administrator: choose a port from 1024 on with RAGTIME_PORT`,
      {
        cause: error,
      },
    );
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EINVAL')
    return new StartFailure(
      'address-unavailable',
      `${host} is not an address of this machine: set RAGTIME_HOST to one of its addresses, or to 127.0.0.1`,
      {
        cause: error,
      },
    );
  return undefined;
}
