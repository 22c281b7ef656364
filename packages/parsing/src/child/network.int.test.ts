import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createPathServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kernelLock } from '../pool/kernel-lock.ts';
import { type ChildOptions, spawnChild } from '../pool/spawn.ts';

const mebibyte = 1024 * 1024;

/** What reached the listeners of this test. The child's own word is not enough: a call may fail after it has sent something. */
const reached: string[] = [];
const web = createServer((_request, response) => response.end('found'));
const onPath = createPathServer();
let names: DatagramSocket;
let folder: string;
let targets: URLSearchParams;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-network-'));
  const path = join(folder, 'socket');
  names = createSocket('udp4', (message) => reached.push(`datagram ${message.toString('latin1')}`));
  names.bind(0, '127.0.0.1');
  web.on('connection', () => reached.push('tcp')).listen(0, '127.0.0.1');
  onPath.on('connection', () => reached.push('path')).listen(path);
  await Promise.all([names, web, onPath].map(async (server) => await once(server, 'listening')));
  targets = new URLSearchParams({ tcp: `${(web.address() as AddressInfo).port}`, udp: `${names.address().port}`, path });
});
afterAll(async () => {
  names.close();
  web.close();
  web.closeAllConnections();
  onPath.close();
  await rm(folder, { recursive: true });
});

/** Starts the child that the pool starts, with the probe inside of it. @returns what the probe could do */
async function probe(options: Omit<ChildOptions, 'memoryBytesMax'>, parameters: URLSearchParams): Promise<readonly string[]> {
  reached.length = 0;
  const file = new URL('../testing/probe.ts', import.meta.url);
  file.search = parameters.toString();
  const child = spawnChild({ memoryBytesMax: 256 * mebibyte, nodeOptions: [`--import=${file.href}`], ...options });
  const errors: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const gone = once(child, 'exit').then(() => Promise.reject(new Error(`the child ended: ${errors.join('')}`)));
  gone.catch(() => {});
  try {
    for (;;) {
      const [message] = (await Promise.race([once(child, 'message'), gone])) as [{ type: string; possible: readonly string[] }];
      if (message.type === 'probed') return message.possible;
    }
  } finally {
    child.kill('SIGKILL');
  }
}

describe('a child of the parser can only read its own code, and reaches nobody', () => {
  it('by its JavaScript alone', async () => {
    expect(await probe({ lock: undefined }, targets)).toStrictEqual(['read its own code']);
    expect(reached).toStrictEqual([]);
  });

  it('by what the pool gives it on this system', async () => {
    expect(await probe({}, targets)).toStrictEqual(['read its own code']);
    expect(reached).toStrictEqual([]);
  });

  it.runIf(kernelLock()?.kind === 'seccomp')('by the kernel, whatever the code keeps', async () => {
    const parameters = new URLSearchParams([...targets, ['early', '']]);
    expect(await probe({}, parameters)).toStrictEqual(['read its own code']);
    expect(reached).toStrictEqual([]);
    // The same code finds the way out where the kernel does not shut it, so the attempts are real.
    expect(await probe({ lock: undefined }, parameters)).toContain('kernel: connect');
    expect(reached.length).toBeGreaterThan(0);
  });
});

it.runIf(process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch))('Linux with Perl or namespaces shuts the network', () => {
  expect(kernelLock()).toBeDefined();
});
