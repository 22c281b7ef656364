import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { realMachine } from './real-machine.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const days = (count: number) => count * 24 * 60 * 60 * 1000;

it('a timer of more than 25 days fires when it is due and not at once', () => {
  const run = vi.fn<() => void>();
  realMachine.timers.after(days(60), run);
  vi.advanceTimersByTime(days(60) - 1);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(1);
});

it('a timer of more than 25 days can be cancelled at any time', () => {
  const run = vi.fn<() => void>();
  const timer = realMachine.timers.after(days(60), run);
  vi.advanceTimersByTime(days(40));
  timer.cancel();
  vi.advanceTimersByTime(days(40));
  expect(run).not.toHaveBeenCalled();
});
