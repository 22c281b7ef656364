import { createPositionTracker, type Positions } from '@ragtime/event-log';
import { createVirtualMachine } from '@ragtime/event-log/testing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { passReadGate, type ReadSource } from './read-gate.ts';
import { createShownPositions } from './shown-positions.ts';

const at = (offset: number): Positions => new Map([['t/0', { offset, link: new Uint8Array(8) }]]);

it('no read is answered below the floor of its source, even when the caller asks for no position', async () => {
  const machine = createVirtualMachine();
  const tracker = createPositionTracker({ machine });
  const source: ReadSource = {
    tracker,
    topics: ['t'],
    floor: at(5),
    committed: async () => await Promise.resolve(new Map()),
    stopped: () => [],
  };
  const headers: Record<string, string> = {};
  const stated: Record<string, string> = {};
  const request = { headers, params: {}, principal: undefined, hungUp: new AbortController().signal } as unknown as FastifyRequest;
  const reply = { header: (name: string, value: string) => void (stated[name] = value) } as unknown as FastifyReply;
  const pass = async () => await passReadGate(request, reply, [source], { partitions: 1, shown: createShownPositions(machine) });

  tracker.advance('t/0', { offset: 4, link: new Uint8Array(8) });
  await expect(machine.until(pass())).rejects.toMatchObject({ code: 'read-model-behind' });
  headers['ragtime-if-behind'] = 'stale';
  await machine.until(pass());
  expect(stated).toEqual({ 'ragtime-stale': 'true' });
  delete headers['ragtime-if-behind'];
  const waiting = pass();
  tracker.advance('t/0', { offset: 5, link: new Uint8Array(8) });
  await machine.until(waiting);
});
