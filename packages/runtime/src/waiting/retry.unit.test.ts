import { describe, expect, it } from 'vitest';
import { createBackoff } from './backoff.ts';
import { retry } from './retry.ts';

/** Timers that fire at once and record how long they were to wait. */
function machineThatNotes(chance = 1) {
  const waits: number[] = [];
  return {
    waits,
    random: { next: () => chance, bytes: (length: number) => new Uint8Array(length) },
    timers: {
      after: () => ({ cancel() {} }),
      every: () => ({ cancel() {} }),
      async sleep(delayMs: number, signal?: AbortSignal) {
        signal?.throwIfAborted();
        waits.push(delayMs);
      },
    },
  };
}

/** Fails the given number of times, then succeeds. */
function failing(times: number) {
  const calls = { made: 0 };
  const attempt = async () => {
    calls.made += 1;
    if (calls.made <= times) throw new Error(`failure ${calls.made}`);
    return calls.made;
  };
  return { calls, attempt };
}

describe('a backoff', () => {
  it.each([
    { chance: 0, expected: [50, 100, 200, 400, 500, 500] },
    { chance: 1, expected: [100, 200, 400, 800, 1000, 1000] },
  ])('doubles up to the longest wait, between half of it and all of it ($chance)', async ({ chance, expected }) => {
    const machine = machineThatNotes(chance);
    const backoff = createBackoff(machine, [100, 1000]);
    for (const _ of expected) await backoff.wait();
    expect(machine.waits).toEqual(expected);
  });
  it('begins with the shortest wait again after a success', async () => {
    const machine = machineThatNotes();
    const backoff = createBackoff(machine, [100, 1000]);
    await backoff.wait();
    await backoff.wait();
    backoff.reset();
    await backoff.wait();
    expect(machine.waits).toEqual([100, 200, 100]);
  });
  it('ends with the reason of the signal', async () => {
    await expect(createBackoff(machineThatNotes(), [1, 2]).wait(AbortSignal.abort(new Error('called off')))).rejects.toThrow('called off');
  });
});

describe('a retry', () => {
  it('returns the first result, and reports each failure before it', async () => {
    const machine = machineThatNotes();
    const failures: unknown[] = [];
    const { attempt } = failing(3);
    const options = { machine, betweenMs: [10, 20] as const, onFailure: (error: unknown) => void failures.push(error) };
    expect(await retry(attempt, options)).toBe(4);
    expect(machine.waits).toEqual([10, 20, 20]);
    expect(failures).toMatchObject([{ message: 'failure 1' }, { message: 'failure 2' }, { message: 'failure 3' }]);
  });
  it('throws the last error when there are no attempts left', async () => {
    const { calls, attempt } = failing(9);
    await expect(retry(attempt, { machine: machineThatNotes(), betweenMs: [1, 1], attemptsMax: 3 })).rejects.toThrow('failure 3');
    expect(calls.made).toBe(3);
  });
  it('throws at once an error that another attempt does not mend', async () => {
    const { calls, attempt } = failing(9);
    const mayPass = (error: unknown) => error instanceof Error && error.message !== 'failure 2';
    await expect(retry(attempt, { machine: machineThatNotes(), betweenMs: [1, 1], mayPass })).rejects.toThrow('failure 2');
    expect(calls.made).toBe(2);
  });
  it('makes no attempt after the signal was aborted', async () => {
    const calledOff = new AbortController();
    const { calls, attempt } = failing(9);
    const options = { machine: machineThatNotes(), betweenMs: [1, 1] as const, signal: calledOff.signal };
    const onFailure = () => void (calls.made === 2 && calledOff.abort(new Error('called off')));
    await expect(retry(attempt, { ...options, onFailure })).rejects.toThrow('called off');
    await expect(retry(attempt, options)).rejects.toThrow('called off');
    expect(calls.made).toBe(2);
  });
});
