import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LossyProxy {
  readonly endpoint: string;
  /** The requests so far, in order. */
  readonly seen: readonly Pick<IncomingMessage, 'method' | 'url' | 'headers'>[];
  /**
   * Loses the answers to the next `count` requests for which `isMeant` is true. The server carries out each request, and its answer is lost on the
   * way.
   */
  loseAnswers(count: number, isMeant: (request: IncomingMessage) => boolean): void;
  close(): Promise<void>;
}

/** Starts a proxy before a server, over real connections. */
export async function startLossyProxy(endpoint: string): Promise<LossyProxy> {
  const to = new URL(endpoint);
  const seen: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
  let left = 0;
  let isMeant: (request: IncomingMessage) => boolean = () => false;
  const server = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    seen.push({ method, url, headers });
    const isLost = left > 0 && isMeant(asked);
    if (isLost) left -= 1;
    const forwarded = request({ host: to.hostname, port: to.port, method, path: url, headers }, (answered) => {
      if (isLost) {
        answered.resume();
        answered.once('end', () => asked.socket.destroy());
        return;
      }
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    forwarded.once('error', () => asked.socket.destroy());
    asked.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    loseAnswers(count, meant) {
      left = count;
      isMeant = meant;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
