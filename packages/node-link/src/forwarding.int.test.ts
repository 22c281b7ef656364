import { forwardTransportContract } from '@ragtime/event-log/contract';
import { type LedgerCommand, type LedgerEvent, type LedgerRejection, ledgerSubmission } from '@ragtime/event-log/testing';
import { realMachine as machine } from '@ragtime/runtime';
import { certificateForTests } from '@ragtime/testkit/certificates';
import fc from 'fast-check';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forwardPath } from './forward-path.ts';
import { createHttpTransport } from './http-transport.ts';
import { listenToNodes } from './listen-to-nodes.ts';
import { createNodeCaller, NodeAway } from './node-caller.ts';
import { pack, unpack } from './packed.ts';
import { sign } from './signature.ts';
import type { NodeTls } from './signed-post.ts';

const secret = machine.random.bytes(32);
const local = { host: '127.0.0.1', port: 0, machine };

forwardTransportContract('signed requests', async () => {
  const open: { close(): Promise<void> }[] = [];
  return await Promise.resolve({
    transport: createHttpTransport<LedgerCommand, LedgerEvent, LedgerRejection>({ secret, machine, timeoutMs: 1_000 }),
    async listen(receive) {
      const node = await listenToNodes({ ...local, secret, receive });
      open.push(node);
      return node;
    },
    close: async () => void (await Promise.all(open.map((node) => node.close()))),
  });
});

describe('a value from node to node', () => {
  it('is unpacked as it was packed', () => {
    const values = fc.anything({
      values: [
        fc.string(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        fc.constant(undefined),
        fc.uint8Array(),
      ],
      key: fc.oneof(fc.string(), fc.constantFrom('$bytes', '$undefined', '$$x')),
    });
    fc.assert(
      fc.property(values, (value) => {
        expect(unpack(pack(value))).toEqual(value);
      }),
    );
  });
});

describe('the port of a node', () => {
  let received: string[];
  let node: Awaited<ReturnType<typeof listenToNodes>>;
  beforeEach(async () => {
    received = [];
    node = await listenToNodes<LedgerCommand, LedgerEvent, LedgerRejection>({
      ...local,
      secret,
      async receive({ commandId }) {
        received.push(commandId);
        return await Promise.resolve({ kind: 'not-owner' });
      },
    });
  });
  afterEach(async () => await node.close());

  const body = pack(ledgerSubmission({ type: 'Deposit', ledger: 'main', account: 'ada', amount: 5 }, { commandId: 'command' }));
  const call = { method: 'POST', path: forwardPath, body };
  const post = async (headers: Readonly<Record<string, string>>, sent = body): Promise<number> => {
    const answer = await request(new URL(forwardPath, node.address), {
      method: 'POST',
      body: sent,
      headers: { 'content-type': 'application/json', ...headers },
    });
    await answer.body.dump();
    return answer.statusCode;
  };
  const at = (shiftMs: number) => ({ ...machine, clock: { ...machine.clock, nowMs: () => machine.clock.nowMs() + shiftMs } });

  it('accepts a signed call once', async () => {
    const headers = sign(secret, call, machine);
    expect([await post(headers), await post(headers)]).toEqual([421, 401]);
    expect(received).toEqual(['command']);
  });

  it.each([
    ['is not signed', () => ({})],
    ['is signed with another secret', () => sign(machine.random.bytes(32), call, machine)],
    ['is signed for another body', () => sign(secret, { ...call, body: `${body} ` }, machine)],
    ['is signed for another route', () => sign(secret, { ...call, path: '/internal/other' }, machine)],
    ['is too old', () => sign(secret, call, at(-31_000))],
    ['is of the future', () => sign(secret, call, at(31_000))],
    ['has a time that is none', () => ({ ...sign(secret, call, machine), 'ragtime-call-time': 'now' })],
  ])('lets nothing in that %s', async (_name, headers) => {
    expect(await post(headers())).toBe(401);
    expect(received).toEqual([]);
  });

  it('refuses a signed call that is no command', async () => {
    const strange = pack({ command: 'none' });
    expect(await post(sign(secret, { ...call, body: strange }, machine), strange)).toBe(400);
  });
});

describe('a call from node to node', () => {
  const within = { timeoutMs: 2_000 };
  const caller = createNodeCaller({ secret, machine });
  let node: Awaited<ReturnType<typeof listenToNodes>>;
  let isHungUp: boolean;
  beforeEach(async () => {
    isHungUp = false;
    node = await listenToNodes({
      ...local,
      secret,
      receive: async () => await Promise.resolve({ kind: 'not-owner' }),
      calls: {
        double: async (argument) => await Promise.resolve({ bytes: Uint8Array.of(Number(argument) * 2) }),
        refuse: async () => await Promise.reject(Object.assign(new Error('not now'), { code: 'rebuild-running' })),
        fail: async () => await Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
        async wait(_argument, signal) {
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          isHungUp = true;
        },
      },
    });
  });
  afterEach(async () => await node.close());

  it('returns what the handler returns, and throws the code and message that the handler throws', async () => {
    expect(await caller.call(node.address, 'double', 21, within)).toEqual({ bytes: Uint8Array.of(42) });
    const refused = caller.call(node.address, 'refuse', undefined, within);
    await expect(refused).rejects.toMatchObject({ code: 'rebuild-running', message: 'not now' });
  });

  it('carries no code that is not in the table of errors', async () => {
    await expect(caller.call(node.address, 'fail', undefined, within)).rejects.toSatisfy((error) => !('code' in (error as Error)));
  });

  it.each([
    ['has no such name', () => caller.call(node.address, 'toString', 1, within)],
    [
      'is signed with another secret',
      () => createNodeCaller({ secret: machine.random.bytes(32), machine }).call(node.address, 'double', 1, within),
    ],
    ['finds no node', () => caller.call('http://127.0.0.1:1', 'double', 1, within)],
    ['takes too long', () => caller.call(node.address, 'wait', 1, { timeoutMs: 50 })],
  ])('fails as such that %s', async (_name, call) => {
    await expect(call()).rejects.toThrow(NodeAway);
  });

  it('ends at the node when its caller hangs up', async () => {
    const gone = new AbortController();
    const waiting = caller.call(node.address, 'wait', 1, { timeoutMs: 10_000, signal: gone.signal }).catch(() => undefined);
    machine.timers.after(50, () => gone.abort());
    await waiting;
    await expect.poll(() => isHungUp).toBe(true);
  });
});

describe('the port of a node with certificates', () => {
  it('answers a node with a certificate of the same authority, and no other', async () => {
    const [tls, strange] = await Promise.all([certificateForTests(), certificateForTests()]);
    const calls = { hello: async (name: unknown) => await Promise.resolve(`hello ${String(name)}`) };
    const node = await listenToNodes({ ...local, secret, tls, calls, receive: async () => await Promise.resolve({ kind: 'not-owner' }) });
    const ask = async (own: NodeTls | undefined, address = node.address): Promise<unknown> => {
      const caller = createNodeCaller({ secret, machine, tls: own });
      try {
        return await caller.call(address, 'hello', 'heron', { timeoutMs: 30_000 });
      } finally {
        await caller.close();
      }
    };
    try {
      expect(node.address).toMatch(/^https:/);
      expect(await ask(tls)).toBe('hello heron');
      await expect(ask(undefined)).rejects.toThrow(NodeAway);
      await expect(ask({ ...strange, ca: tls.ca })).rejects.toThrow(NodeAway);
      await expect(ask({ ...tls, ca: strange.ca })).rejects.toThrow(NodeAway);
      await expect(ask(undefined, node.address.replace('https:', 'http:'))).rejects.toThrow(NodeAway);
    } finally {
      await node.close();
    }
  });
});
