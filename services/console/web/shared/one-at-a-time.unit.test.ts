import { describe, expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

describe('an action that is asked for often', () => {
  const signal = new AbortController().signal;

  it('runs once at a time, and once more for all that asked meanwhile', async () => {
    const ends: (() => void)[] = [];
    let most = 0;
    let now = 0;
    const ask = oneAtATime(0, signal, async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => ends.push(resolve));
      now -= 1;
    });
    const first = ask();
    await expect.poll(() => ends.length).toBe(1);
    const later = [ask(), ask(), ask()];
    ends[0]?.();
    await first;
    await expect.poll(() => ends.length).toBe(2);
    ends[1]?.();
    await Promise.all(later);
    expect({ runs: ends.length, most }).toEqual({ runs: 2, most: 1 });
  });

  it('says to who asked that it failed, and runs again for the next', async () => {
    let runs = 0;
    const ask = oneAtATime(0, signal, async () => {
      runs += 1;
      if (runs === 1) throw new Error('down');
    });
    await expect(ask()).rejects.toThrow('down');
    await ask();
    expect(runs).toBe(2);
  });
});
