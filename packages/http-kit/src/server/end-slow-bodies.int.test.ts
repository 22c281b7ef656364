import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { manualTimers } from '@ragtime/runtime/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endSlowBodies } from './end-slow-bodies.ts';

const pace = { bytesPerSecondMin: 100, overSeconds: 10 };
let timers: ReturnType<typeof manualTimers>;
let app: FastifyInstance;
let url: string;
let begun: PromiseWithResolvers<void>;
let taken = 0;
let notice: () => void = () => undefined;

beforeEach(async () => {
  timers = manualTimers();
  begun = Promise.withResolvers();
  taken = 0;
  app = fastify();
  endSlowBodies(app, { timers }, pace);
  app.addHook('onRequest', async () => begun.resolve());
  app.addContentTypeParser('application/octet-stream', (_, payload, done) => done(null, payload));
  app.post('/take', async (request) => {
    for await (const piece of request.raw) {
      taken += (piece as Buffer).byteLength;
      notice();
    }
    return { taken };
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => await app.close());

async function opened(): Promise<Socket> {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /take HTTP/1.1\r\nhost: here\r\ncontent-type: application/octet-stream\r\ncontent-length: 100000\r\n\r\n');
  await begun.promise;
  return socket;
}

async function bring(socket: Socket, bytes: number): Promise<void> {
  const wanted = taken + bytes;
  socket.write(Buffer.alloc(bytes));
  while (taken < wanted)
    await new Promise<void>((resolve) => {
      notice = resolve;
    });
}

const rest = async (socket: Socket): Promise<string> => {
  let text = '';
  for await (const piece of socket) text += (piece as Buffer).toString('latin1');
  return text;
};

describe('a body', () => {
  it('that stands still ends with 408 and with its connection', async () => {
    const socket = await opened();
    await bring(socket, 5_000);
    timers.pass(10_000);
    timers.pass(10_000);
    const said = await rest(socket);
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    expect(said).toContain('"code":"request-timeout"');
  });
  it('that brings a byte now and then ends too', async () => {
    const socket = await opened();
    await bring(socket, 900);
    timers.pass(10_000);
    expect(await rest(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });
  it('that is slow, and no slower than it may be, is taken whole', async () => {
    const socket = await opened();
    for (let stretch = 0; stretch < 100; stretch += 1) {
      await bring(socket, 1_000);
      timers.pass(10_000);
    }
    socket.end();
    expect(await rest(socket)).toContain('{"taken":100000}');
    expect(timers.armed).toBe(0);
  });
});

it('a request without a body is not watched', async () => {
  expect((await app.inject({ method: 'POST', url: '/take', headers: { 'content-length': '0' } })).statusCode).toBeLessThan(500);
  expect(timers.armed).toBe(0);
});
