import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { onAbort, unlessAborted } from './on-abort.ts';

const listenersOf = (...signals: readonly AbortSignal[]): number =>
  signals.reduce((sum, signal) => sum + getEventListeners(signal, 'abort').length, 0);

describe('listening for an abort', () => {
  it('hears the first of several signals, once, and leaves no listener', () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const heard: unknown[] = [];
    onAbort((reason) => heard.push(reason.message), first.signal, undefined, second.signal);
    expect(listenersOf(first.signal, second.signal)).toBe(2);
    second.abort(new Error('second'));
    first.abort(new Error('first'));
    expect(heard).toEqual(['second']);
    expect(listenersOf(first.signal, second.signal)).toBe(0);
  });
  it('hears a signal that is already aborted, but only after it has returned', async () => {
    const heard: string[] = [];
    onAbort((reason) => heard.push(reason.message), AbortSignal.abort('no error'));
    expect(heard).toEqual([]);
    await Promise.resolve();
    expect(heard).toEqual(['aborted']);
  });
  it('hears nothing after the listener was removed', async () => {
    const calledOff = new AbortController();
    const heard: Error[] = [];
    onAbort((reason) => heard.push(reason), calledOff.signal)();
    onAbort((reason) => heard.push(reason), AbortSignal.abort())();
    calledOff.abort();
    await Promise.resolve();
    expect(heard).toEqual([]);
    expect(listenersOf(calledOff.signal)).toBe(0);
  });
});

describe('a wait that can be aborted', () => {
  it('passes on the result or the error of the work, and leaves no listener', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(1), signal)).toBe(1);
    expect(await unlessAborted(Promise.resolve(2), undefined)).toBe(2);
    await expect(unlessAborted(Promise.reject(new Error('own')), signal)).rejects.toThrow('own');
    expect(listenersOf(signal)).toBe(0);
  });
  it('ends with the reason of the signal, before and while it waits', async () => {
    const calledOff = new AbortController();
    const waiting = unlessAborted(Promise.withResolvers<void>().promise, calledOff.signal);
    calledOff.abort(new Error('called off'));
    await expect(waiting).rejects.toThrow('called off');
    await expect(unlessAborted(Promise.withResolvers<void>().promise, calledOff.signal)).rejects.toThrow('called off');
  });
});
