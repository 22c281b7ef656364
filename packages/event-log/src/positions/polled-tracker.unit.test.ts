import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Position, Positions } from '../port/position.ts';
import { createVirtualMachine, type VirtualMachine } from '../testing/virtual-machine.ts';
import { createPolledTracker, type PolledTracker } from './polled-tracker.ts';

const position = (offset: number, mark = 1): Position => ({ offset, link: new Uint8Array(8).fill(mark) });
const at = (offset: number, mark = 1): Positions => new Map([['events/0', position(offset, mark)]]);

describe('a tracker of what another process writes', () => {
  let machine: VirtualMachine;
  let tracker: PolledTracker;
  let stored: Positions | Error;
  let asked: number;
  beforeEach(async () => {
    machine = createVirtualMachine({ seed: 1 });
    [stored, asked] = [at(5), 0];
    tracker = await createPolledTracker({
      machine,
      async load() {
        asked += 1;
        await Promise.resolve();
        if (stored instanceof Error) throw stored;
        return stored;
      },
    });
  });
  afterEach(async () => await tracker.stop());

  it('knows after its start what the store held before', () => expect(tracker.current()).toEqual(at(5)));

  it('polls more often while a call waits, and answers it soon', async () => {
    const waiting = tracker.waitFor(at(9), { timeoutMs: 5_000 });
    machine.timers.after(100, () => {
      stored = at(9);
    });
    expect(await machine.until(waiting)).toBe('reached');
    expect(machine.clock.monotonicMs()).toBeLessThan(150);
    const before = asked;
    await machine.until(machine.timers.sleep(10_000));
    expect(asked - before).toBeLessThan(25);
  });

  it('compares only the positions that it loaded, because it knows no link between them', async () => {
    stored = at(9, 2);
    expect(await machine.until(tracker.waitFor(at(9, 2), { timeoutMs: 1_000 }))).toBe('reached');
    expect(await tracker.waitFor(at(7, 3), { timeoutMs: 0 })).toBe('reached');
    expect(await tracker.waitFor(at(9, 3), { timeoutMs: 0 })).toBe('unknown-log');
  });

  it('reports why it makes no progress, and goes on by itself', async () => {
    stored = new Error('the server is down');
    expect(await machine.until(tracker.waitFor(at(9), { timeoutMs: 100 }))).toBe('timed-out');
    expect(tracker.trouble()).toBe('the server is down');
    stored = at(9);
    expect(await machine.until(tracker.waitFor(at(9), { timeoutMs: 1_000 }))).toBe('reached');
    expect(tracker.trouble()).toBeUndefined();
  });
});
