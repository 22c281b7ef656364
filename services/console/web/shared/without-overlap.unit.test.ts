import { describe, expect, it } from 'vitest';
import { withoutOverlap } from './without-overlap.ts';

describe('an action with many callers', () => {
  const signal = new AbortController().signal;

  it('runs without overlap, and once more for all callers that came during a run', async () => {
    const ends: (() => void)[] = [];
    let most = 0;
    let now = 0;
    const ask = withoutOverlap(0, signal, async () => {
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

  it('reports its error to the callers of that run, and runs again for the next caller', async () => {
    let runs = 0;
    const ask = withoutOverlap(0, signal, async () => {
      runs += 1;
      if (runs === 1) throw new Error('down');
    });
    await expect(ask()).rejects.toThrow('down');
    await ask();
    expect(runs).toBe(2);
  });
});
