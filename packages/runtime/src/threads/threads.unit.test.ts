import { afterEach, describe, expect, it } from 'vitest';
import { createOnDemandThread, type OnDemandOptions } from './on-demand.ts';
import { openThread, type Thread, type ThreadOptions } from './open-thread.ts';
import type { OddJobs } from './testing/odd-jobs.worker.ts';

const file = new URL('./testing/odd-jobs.worker.ts', import.meta.url);
const open = new Set<{ close(): Promise<void> }>();

async function started(options: Partial<ThreadOptions> = {}): Promise<Thread<OddJobs, string>> {
  const thread = await openThread<OddJobs, string>(file, { name: 'odd-jobs', setup: 'Hello', ...options });
  open.add(thread);
  return thread;
}

function onDemand(whenIdle: OnDemandOptions['whenIdle']) {
  const thread = createOnDemandThread<OddJobs>(file, { name: 'odd-jobs', setup: 'Hello', whenIdle });
  open.add(thread);
  return thread;
}

afterEach(async () => {
  for (const thread of open) await thread.close();
  open.clear();
});

describe('a thread', () => {
  it('gives its start value, and answers each call with its own answer', async () => {
    const thread = await started();
    expect(thread.ready).toBe('Hello, caller');
    const answers = await Promise.all([1, 2, 3].map((number) => thread.call('double', number)));
    expect(answers).toEqual([2, 4, 6]);
    expect(thread.pending).toBe(0);
  });
  it('moves buffers both ways', async () => {
    const thread = await started();
    const bytes = Uint8Array.of(1, 2, 3);
    expect(await thread.call('reversed', bytes, { transfer: [bytes.buffer] })).toEqual(Uint8Array.of(3, 2, 1));
    expect(bytes.byteLength).toBe(0);
  });
  it('carries the name, the code and the fields of an error, and goes on', async () => {
    const thread = await started();
    await expect(thread.call('refuse', { code: 'not-now', line: 7 })).rejects.toMatchObject({
      name: 'ThreadCallFailed',
      errorName: 'Refused',
      message: 'refused with not-now',
      code: 'not-now',
      fields: { line: 7 },
    });
    await expect(thread.call('throwNoError', undefined)).rejects.toMatchObject({ errorName: 'ExitStatus', message: 'exit(1)' });
    expect(await thread.call('double', 4)).toBe(8);
  });
  it('does not open when its start throws', async () => {
    await expect(started({ setup: '' })).rejects.toMatchObject({ name: 'ThreadCallFailed', code: 'no-greeting' });
  });
  it('fails every call without an answer when it dies, and reports it once', async () => {
    const ends: string[] = [];
    const thread = await started({ onEnd: (error) => ends.push(error.message) });
    const calls = [thread.call('die', undefined), thread.call('double', 1)];
    const results = await Promise.allSettled(calls);
    expect(results).toMatchObject([{ reason: { name: 'ThreadEnded' } }, { reason: { name: 'ThreadEnded' } }]);
    await expect(thread.call('double', 1)).rejects.toThrow('the thread odd-jobs has ended');
    await thread.ended;
    expect(ends).toEqual(['the thread odd-jobs has ended']);
  });
  it('fails every call without an answer when it is closed, and reports nothing', async () => {
    const ends: Error[] = [];
    const thread = await started({ onEnd: (error) => ends.push(error) });
    const call = thread.call('hang', undefined);
    await Promise.all([expect(call).rejects.toThrow('no longer needed'), thread.close(new Error('no longer needed'))]);
    await thread.ended;
    expect(ends).toEqual([]);
  });
  it('ends a wait with the reason of the signal', async () => {
    const thread = await started();
    const calledOff = new AbortController();
    const call = thread.call('hang', undefined, { signal: calledOff.signal });
    calledOff.abort(new Error('called off'));
    await expect(call).rejects.toThrow('called off');
    expect(thread.pending).toBe(0);
  });
});

describe('a thread on demand', () => {
  it.each(['waits', 'ends'] as const)('answers again after it had nothing to do (%s)', async (whenIdle) => {
    const thread = onDemand(whenIdle);
    expect(await Promise.all([thread.call('double', 1), thread.call('double', 2)])).toEqual([2, 4]);
    expect(await thread.call('double', 3)).toBe(6);
  });
  it('is started again after it died', async () => {
    const thread = onDemand('waits');
    await expect(thread.call('die', undefined)).rejects.toMatchObject({ name: 'ThreadEnded' });
    expect(await thread.call('double', 3)).toBe(6);
  });
});
