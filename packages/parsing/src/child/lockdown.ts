import { createRequire, syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

/** The modules of Node that open sockets, resolve names, or start code that has its own copies of these modules. */
const modules = [
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'dns/promises',
  'http',
  'http2',
  'https',
  'inspector',
  'inspector/promises',
  'net',
  'quic',
  'tls',
  'worker_threads',
];

/** Methods that an object made before the lock still has. Every socket of Node passes through one of them. */
const doors = ['connect', 'listen', '_listen2', 'bind', 'send', 'createConnection', 'createSocket', 'addRequest'];

const globals = ['fetch', 'WebSocket', 'EventSource'];
const processDoors = ['binding', '_linkedBinding', 'dlopen'];

/**
 * Takes the network from this process. Node's permissions cover files, children, addons and, once the right is given up, threads, but not the
 * network in this release. So this function replaces every function of the modules that have to do with it. That stops a library that follows a
 * link in a document, on every system. It does not stop machine code, which the kernel does where it can (`kernelLock`).
 */
export function shutNetwork(): void {
  if (!isMainThread) throw new Error('a thread cannot take the network from its process');
  // Node makes these two when they are first used, and the second one is a socket.
  void [process.stdout, process.stderr];
  (process.permission as { drop?: (right: string) => void } | undefined)?.drop?.('worker');
  const load = createRequire(import.meta.url);
  for (const name of modules) {
    const exported = moduleOf(load, name);
    if (exported !== undefined) shutModule(exported);
  }
  for (const name of globals) replace(globalThis, name);
  for (const name of processDoors) replace(process, name);
  syncBuiltinESMExports();
}

/** Undefined where this release of Node does not have it. */
function moduleOf(load: NodeJS.Require, name: string): object | undefined {
  try {
    const exported: unknown = load(`node:${name}`);
    return typeof exported === 'object' && exported !== null ? exported : undefined;
  } catch {
    return undefined;
  }
}

function shutModule(exported: object): void {
  for (const name of Object.getOwnPropertyNames(exported)) {
    const value = valueOf(exported, name);
    if (typeof value !== 'function') continue;
    const prototype: unknown = value.prototype;
    if (typeof prototype === 'object' && prototype !== null) {
      const isResolver = name === 'Resolver';
      for (const method of Object.getOwnPropertyNames(prototype)) {
        if (doors.includes(method) || (isResolver && method !== 'constructor')) replace(prototype, method);
      }
    }
    replace(exported, name);
  }
}

/** Undefined for what is computed at each use. */
function valueOf(target: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(target, name)?.value;
}

/** A class may extend what stands there; the refusal comes when one is made. */
function replace(target: object, name: string): void {
  if (!Reflect.has(target, name)) return;
  const isReplaced = Reflect.defineProperty(target, name, {
    value: function refuse(): never {
      throw new Error('a parser has no network');
    },
  });
  if (!isReplaced) throw new Error(`${name} cannot be taken from a parser`);
}
