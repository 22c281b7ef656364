import type { ChildProcess } from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import net, { connect } from 'node:net';
import { Worker } from 'node:worker_threads';

type Attempts = Readonly<Record<string, () => unknown>>;

/** Resolves once the emitter says so, and rejects with its error. */
async function said(emitter: NodeJS.EventEmitter, event: string): Promise<void> {
  // A later error, as of a server that speaks no TLS, must not end the child.
  emitter.on('error', () => {});
  await once(emitter, event);
}

/** The test's name server does not answer; it notes what it was asked. */
const server = { timeout: 300, tries: 1 };

/** Every way out of a process that Node has. `targets` names the listeners of the test: `tcp`, `udp`, `path`. */
export function attempts(targets: URLSearchParams): Attempts {
  const [tcp, udp, path] = [Number(targets.get('tcp')), Number(targets.get('udp')), targets.get('path') ?? ''];
  const page = `http://127.0.0.1:${tcp}/`;
  const load = createRequire(import.meta.url);
  const ask = async (resolver: dns.Resolver | dns.promises.Resolver, name: string): Promise<void> => {
    resolver.setServers([`127.0.0.1:${udp}`]);
    await new Promise<void>((resolve, reject) => {
      const asked: unknown = resolver.resolve4(name, (cause) => (cause === null ? resolve() : reject(cause)));
      if (asked instanceof Promise) asked.then(() => resolve(), reject);
    });
  };
  const inThread = async (code: string): Promise<void> => {
    const thread = new (load('node:worker_threads') as { Worker: typeof Worker }).Worker(code, { eval: true });
    await said(thread, 'message');
  };
  return {
    'connect by an import': async () => await said(connect(tcp, '127.0.0.1'), 'connect'),
    'connect by a namespace': async () => await said(net.connect(tcp, '127.0.0.1'), 'connect'),
    'connect by require': async () => await said((load('net') as typeof net).createConnection(tcp, '127.0.0.1'), 'connect'),
    'connect by a loaded module': async () => await said((await import('node:net')).connect(tcp, '127.0.0.1'), 'connect'),
    'connect by getBuiltinModule': async () => await said(process.getBuiltinModule('net').connect(tcp, '127.0.0.1'), 'connect'),
    'connect by a socket': async () => await said(new (load('net') as typeof net).Socket().connect(tcp, '127.0.0.1'), 'connect'),
    'connect by the class of a socket that exists': async () => {
      const { constructor } = process.stderr as unknown as { constructor: typeof net.Socket };
      await said(new constructor().connect(tcp, '127.0.0.1'), 'connect');
    },
    'connect to a path': async () => await said((load('net') as typeof net).connect(path), 'connect'),
    'connect with TLS': async () => await said((await import('node:tls')).connect(tcp, '127.0.0.1'), 'connect'),
    'ask by HTTP': async () => await said((await import('node:http')).get(page), 'response'),
    'ask by HTTP through an agent': async () => {
      const { globalAgent } = await import('node:http');
      await said((globalAgent as unknown as { createConnection(to: object): net.Socket }).createConnection({ port: tcp }), 'connect');
    },
    'ask by HTTPS': async () => await said((await import('node:https')).get(`https://127.0.0.1:${tcp}/`), 'socket'),
    'ask by HTTP/2': async () => await said((await import('node:http2')).connect(page), 'connect'),
    'fetch a page': async () => void (await fetch(page)),
    // The test's server refuses the handshake, which still is an answer.
    'open a web socket': async () => {
      const socket = new WebSocket(page);
      await new Promise<void>((resolve) => socket.addEventListener('error', () => resolve()));
    },
    listen: async () => await said((load('net') as typeof net).createServer().listen(0), 'listening'),
    'listen on a path': async () => await said((load('net') as typeof net).createServer().listen('\0ragtime-probe'), 'listening'),
    'serve HTTP': async () => await said((await import('node:http')).createServer().listen(0), 'listening'),
    'make a handle that listens': () => {
      const made: unknown = (load('net') as unknown as { _createServerHandle(...of: unknown[]): unknown })._createServerHandle(
        '127.0.0.1',
        0,
        4,
      );
      if (typeof made === 'number') throw new Error('refused');
    },
    'bind a datagram socket': async () => await said((await import('node:dgram')).createSocket('udp4').bind(0), 'listening'),
    'send a datagram': async () => {
      const socket = (await import('node:dgram')).createSocket('udp4');
      await new Promise((resolve, reject) => socket.send('x', udp, '127.0.0.1', (cause) => (cause === null ? resolve(0) : reject(cause))));
    },
    'look a name up': async () => void (await (await import('node:dns')).promises.lookup('localhost')),
    'look a name up by the module of promises': async () => void (await (await import('node:dns/promises')).lookup('localhost')),
    'look the name of an address up': async () => void (await (await import('node:dns/promises')).lookupService('127.0.0.1', 80)),
    'resolve a name': async () => await ask(new (load('dns') as typeof dns).Resolver(server), 'one.invalid'),
    'resolve a name by the module of promises': async () => await ask(new dns.promises.Resolver(server), 'two.invalid'),
    'open the port of a debugger': () => (load('inspector') as { open(port: number): void }).open(0),
    'connect in a thread': async () =>
      await inThread(`require('net').connect(${tcp}, '127.0.0.1', () => require('worker_threads').parentPort.postMessage(1))`),
    'start a thread': async () => await inThread(`require('worker_threads').parentPort.postMessage(1)`),
    'start a thread by an import': async () => await said(new Worker('', { eval: true }), 'online'),
    'start a process of a cluster': async () =>
      await said((load('cluster') as { fork(): { process: ChildProcess } }).fork().process, 'spawn'),
    'reach the sockets of Node itself': () => (process as unknown as { binding(name: string): unknown }).binding('tcp_wrap'),
  };
}

/** What this file kept before the child shut anything, as machine code could: the refusal then comes from the kernel alone. */
const kept = {
  connect: net.Socket.prototype.connect,
  bind: dgram.Socket.prototype.bind,
  listen: net.Server.prototype.listen,
  resolve4: dns.Resolver.prototype.resolve4,
  Socket: net.Socket,
  Server: net.Server,
  createSocket: dgram.createSocket,
  Resolver: dns.Resolver,
  setServers: dns.Resolver.prototype.setServers,
};

/** Puts back what this file kept, and tries again. */
export function early(targets: URLSearchParams): Attempts {
  const [tcp, udp, path] = [Number(targets.get('tcp')), Number(targets.get('udp')), targets.get('path') ?? ''];
  const restored = <Of extends object>(of: Of, methods: Partial<Of>): Of => {
    for (const [name, value] of Object.entries(methods)) Object.defineProperty(of, name, { value });
    return of;
  };
  const socket = () => restored(new kept.Socket(), { connect: kept.connect });
  return {
    'kernel: connect': async () => await said(socket().connect(tcp, '127.0.0.1'), 'connect'),
    'kernel: connect to a path': async () => await said(socket().connect(path), 'connect'),
    'kernel: listen': async () => await said(restored(new kept.Server(), { listen: kept.listen }).listen(0, '127.0.0.1'), 'listening'),
    'kernel: bind': async () => {
      await said(restored(kept.createSocket('udp4'), { bind: kept.bind }).bind(0, '127.0.0.1'), 'listening');
    },
    'kernel: resolve': async () => {
      const resolver = restored(new kept.Resolver(server), { resolve4: kept.resolve4, setServers: kept.setServers });
      resolver.setServers([`127.0.0.1:${udp}`]);
      await new Promise<void>((resolve, reject) => {
        resolver.resolve4('three.invalid', (cause) => (cause === null ? resolve() : reject(cause)));
      });
    },
  };
}
