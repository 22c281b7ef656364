import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualTimers } from '../testing/manual-timers.ts';
import { createBoundedQueue } from './bounded-queue.ts';
import { createLatch } from './latch.ts';
import { TimedOut, withTimeout } from './with-timeout.ts';

describe('a time limit', () => {
  it('passes the result on and leaves no timer', async () => {
    const timers = manualTimers();
    expect(await withTimeout(async () => 1, { timeoutMs: 10, timers })).toBe(1);
    await expect(withTimeout(() => Promise.reject(new Error('own')), { timeoutMs: 10, timers })).rejects.toThrow('own');
    expect(timers.armed).toBe(0);
  });
  it('ends the wait and aborts the work', async () => {
    const timers = manualTimers();
    const seen: AbortSignal[] = [];
    const waiting = withTimeout(
      (signal) => {
        seen.push(signal);
        return Promise.withResolvers<void>().promise;
      },
      { timeoutMs: 10, timers },
    );
    timers.pass(9);
    expect(seen[0]?.aborted).toBe(false);
    timers.pass(1);
    await expect(waiting).rejects.toThrow(TimedOut);
    expect(seen[0]?.aborted).toBe(true);
  });
  it('ends with the reason of a signal from outside', async () => {
    const [timers, outside] = [manualTimers(), new AbortController()];
    const waiting = withTimeout(() => Promise.withResolvers<void>().promise, { timeoutMs: 10, timers, signal: outside.signal });
    outside.abort(new Error('not needed any more'));
    await expect(waiting).rejects.toThrow('not needed any more');
    expect(timers.armed).toBe(0);
  });
});

describe('a latch', () => {
  it('resolves waits that began before and after it was opened', async () => {
    const latch = createLatch();
    const before = latch.opened(new AbortController().signal);
    expect(latch.isOpen()).toBe(false);
    latch.open();
    latch.open();
    await before;
    await latch.opened();
    expect(latch.isOpen()).toBe(true);
  });
  it('rejects a wait that was aborted', async () => {
    const calledOff = new AbortController();
    const waiting = createLatch().opened(calledOff.signal);
    calledOff.abort(new Error('called off'));
    await expect(waiting).rejects.toThrow('called off');
  });
});

describe('a bounded queue', () => {
  it('refuses more items than it can hold', () => {
    const queue = createBoundedQueue<number>({ capacity: 2 });
    expect([queue.offer(1), queue.offer(2), queue.offer(3), queue.size]).toEqual([true, true, false, 2]);
  });
  it('gives an item to a waiting consumer even when it is full', async () => {
    const queue = createBoundedQueue<number>({ capacity: 0 });
    const taking = queue.take();
    expect(queue.offer(1)).toBe(true);
    expect(await taking).toBe(1);
    expect(queue.offer(2)).toBe(false);
  });
  it('loses no item to a consumer whose wait was aborted', async () => {
    const queue = createBoundedQueue<number>({ capacity: 1 });
    const calledOff = new AbortController();
    const taking = queue.take(calledOff.signal);
    calledOff.abort(new Error('called off'));
    await expect(taking).rejects.toThrow('called off');
    queue.offer(1);
    expect(await queue.take()).toBe(1);
  });
  it('can be emptied after it was closed, and then reports that it is closed', async () => {
    const queue = createBoundedQueue<number>({ capacity: 1 });
    queue.offer(1);
    queue.close();
    expect([await queue.take(), await queue.take(), queue.offer(2)]).toEqual([1, undefined, false]);
    const other = createBoundedQueue<number>({ capacity: 1 });
    const taking = other.take();
    other.close();
    expect(await taking).toBeUndefined();
  });
  it('gives out every item that it took, in order, for any order of offers and takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (isOffer) => {
        const queue = createBoundedQueue<number>({ capacity: 5 });
        const offered: number[] = [];
        const taking: Promise<number | undefined>[] = [];
        for (const [index, offers] of isOffer.entries()) {
          if (!offers) taking.push(queue.take());
          else if (queue.offer(index)) offered.push(index);
        }
        queue.close();
        const taken = (await Promise.all(taking)).filter((item) => item !== undefined);
        for (let item = await queue.take(); item !== undefined; item = await queue.take()) taken.push(item);
        expect(taken).toEqual(offered);
      }),
    );
  });
});
