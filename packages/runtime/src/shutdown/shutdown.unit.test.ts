import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { manualTimers } from '../testing/manual-timers.ts';
import { createShutdown } from './shutdown.ts';
import { onStopSignals } from './signals.ts';

describe('a shutdown', () => {
  it('closes the steps one after another, the last one first', async () => {
    const shutdown = createShutdown({ timers: manualTimers() });
    const closed: string[] = [];
    const step = (name: string) => async () => {
      closed.push(`${name} begins`);
      await Promise.resolve();
      closed.push(`${name} ends`);
    };
    shutdown.add('log', step('log'), { timeoutMs: 100 });
    shutdown.add('server', step('server'), { timeoutMs: 100 });
    expect((await shutdown.run()).map(({ name, result }) => [name, result])).toEqual([
      ['server', 'closed'],
      ['log', 'closed'],
    ]);
    expect(closed).toEqual(['server begins', 'server ends', 'log begins', 'log ends']);
  });
  it('goes on after a step that fails, and reports it', async () => {
    const shutdown = createShutdown({ timers: manualTimers() });
    const failure = new Error('broken');
    shutdown.add('log', () => undefined, { timeoutMs: 100 });
    shutdown.add('server', () => Promise.reject(failure), { timeoutMs: 100 });
    shutdown.add(
      'workers',
      () => {
        throw failure;
      },
      { timeoutMs: 100 },
    );
    expect(await shutdown.run()).toEqual([
      { name: 'workers', result: 'failed', error: failure },
      { name: 'server', result: 'failed', error: failure },
      { name: 'log', result: 'closed' },
    ]);
  });
  it('leaves a step behind that takes too long', async () => {
    const timers = manualTimers();
    const shutdown = createShutdown({ timers });
    shutdown.add('log', () => undefined, { timeoutMs: 100 });
    shutdown.add('server', () => Promise.withResolvers<void>().promise, { timeoutMs: 5000 });
    const running = shutdown.run();
    timers.pass(5000);
    expect((await running).map(({ result }) => result)).toEqual(['timed-out', 'closed']);
    expect(timers.armed).toBe(0);
  });
  it('runs once, even when it is called several times', async () => {
    const shutdown = createShutdown({ timers: manualTimers() });
    let count = 0;
    shutdown.add('log', () => void (count += 1), { timeoutMs: 100 });
    await Promise.all([shutdown.run(), shutdown.run()]);
    await shutdown.run();
    expect(count).toBe(1);
  });
  it('closes at once what is started too late', async () => {
    const shutdown = createShutdown({ timers: manualTimers() });
    await shutdown.run();
    let isClosed = false;
    shutdown.add('late', () => void (isClosed = true), { timeoutMs: 100 });
    expect(await shutdown.run()).toEqual([{ name: 'late', result: 'closed' }]);
    expect(isClosed).toBe(true);
  });
});

describe('a stop signal', () => {
  it('starts an orderly end the first time and ends at once the second time, for any of the signals', () => {
    const process = new EventEmitter();
    const seen: string[] = [];
    onStopSignals({ process, onFirst: (signal) => seen.push(signal), onFurther: () => seen.push('at once') });
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGTERM']) process.emit(signal);
    expect(seen).toEqual(['SIGTERM', 'at once', 'at once']);
  });
});
