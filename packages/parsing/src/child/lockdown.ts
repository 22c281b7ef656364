import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

/**
 * Takes the network from this process. Node's permissions take files, children, threads and addons; this release has none for the network, so its
 * doors are shut in JavaScript: enough against a library that follows a link in a document, not against machine code.
 */
export function shutNetwork(): void {
  const refuse = (): never => {
    throw new Error('a parser has no network');
  };
  for (const prototype of [net.Socket.prototype, net.Server.prototype, dgram.Socket.prototype]) {
    for (const door of ['connect', 'listen', 'bind', 'send'] as const) {
      if (door in prototype) Object.defineProperty(prototype, door, { value: refuse });
    }
  }
  for (const door of ['lookup', 'resolve', 'resolve4', 'resolve6'] as const) Object.defineProperty(dns, door, { value: refuse });
  for (const door of ['fetch', 'WebSocket', 'EventSource'] as const) Object.defineProperty(globalThis, door, { value: refuse });
}
