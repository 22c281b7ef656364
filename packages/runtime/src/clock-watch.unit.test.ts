import { describe, expect, it } from 'vitest';
import { createClockWatch } from './clock-watch.ts';

/** A machine whose clock and age are set by hand. */
function start(otherMs?: () => number) {
  const seen = { nowMs: 1_000_000_000, bootMs: 5_000 };
  let look = () => undefined as unknown;
  const machine = {
    clock: { nowMs: () => seen.nowMs, monotonicMs: () => seen.bootMs, sinceBootMs: () => seen.bootMs },
    timers: {
      after: () => ({ cancel: () => undefined }),
      every(_: number, run: () => void) {
        look = run;
        return { cancel: () => undefined };
      },
      sleep: async () => undefined,
    },
    random: { next: () => 0, bytes: (length: number) => new Uint8Array(length) },
  };
  const pass = (ms: number) => {
    seen.nowMs += ms;
    seen.bootMs += ms;
  };
  const other = otherMs && { name: 'the database', read: async () => otherMs() };
  const watch = createClockWatch({ machine, ...(other && { other }) });
  return { watch, seen, pass, look: () => look() };
}

describe('a clock', () => {
  it('is trusted while it runs with the machine, whether or not the machine slept', () => {
    const { watch, pass } = start();
    pass(8 * 3_600_000);
    expect(watch.trouble()).toBeUndefined();
  });
  it.each([
    [7_200_000, '7200 s ahead of'],
    [-60_000, '60 s behind'],
  ])('that jumps by %i ms is not, however long it stays so, and is again when it is back', (byMs, words) => {
    const { watch, seen, pass } = start();
    seen.nowMs += byMs;
    expect(watch.trouble()).toContain(words);
    pass(3_600_000);
    expect(watch.trouble()).toContain(words);
    seen.nowMs -= byMs;
    expect(watch.trouble()).toBeUndefined();
  });
  it('may be set a little again and again, as time services do', () => {
    const { watch, seen, pass, look } = start();
    for (let day = 0; day < 100; day += 1) {
      seen.nowMs += 5_000;
      look();
      pass(60_000);
      expect(watch.trouble()).toBeUndefined();
    }
  });
  it('that differs from another clock is not trusted from the start, and the other one may confirm a jump', async () => {
    let otherMs = 1_000_000_000 - 7_200_000;
    const { watch, seen, pass } = start(() => otherMs);
    await watch.ask();
    expect(watch.trouble()).toContain('7200 s ahead of the clock of the database');
    seen.nowMs -= 7_200_000;
    expect(watch.trouble()).toBeUndefined();
    pass(60_000);
    seen.nowMs += 600_000;
    expect(watch.trouble()).toContain('600 s ahead');
    otherMs = seen.nowMs;
    await watch.ask();
    expect(watch.trouble()).toBeUndefined();
  });
  it('is compared with what the other one said last, while that does not answer', async () => {
    let answers = true;
    const { watch, seen, pass } = start(() => {
      if (!answers) throw new Error('away');
      return 1_000_000_000;
    });
    await watch.ask();
    answers = false;
    await watch.ask();
    pass(3_600_000);
    expect(watch.trouble()).toBeUndefined();
    seen.nowMs += 120_000;
    expect(watch.trouble()).toContain('120 s ahead of the clock of the database');
  });
});
