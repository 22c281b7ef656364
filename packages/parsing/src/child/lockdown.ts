import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

/**
 * Takes the network from this process. Node's permissions cover files, children, threads and addons, but not the network in this release. So this
 * function replaces the network functions in JavaScript. That stops a library that follows a link in a document; it does not stop machine code.
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
