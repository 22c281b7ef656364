import type { Bell } from '@ragtime/contracts/signals';
import type { RunId, TaskId, WorkerId } from '@ragtime/domain';
import { describe, expect, it } from 'vitest';
import { createBells } from './bells.ts';

const bell = (attempt: number) => ({ runId: 'run', taskId: 'plan', attempt, alone: false }) as Bell;
const notice = (attempt: number) =>
  ({ type: 'cancel', workerId: 'worker' as WorkerId, runId: 'run' as RunId, taskId: 'plan' as TaskId, attempt }) as const;

const ignored = () => undefined;

it('a cancel ends the attempt that it names, and no later one of its task', () => {
  const bells = createBells(2);
  bells.ring(bell(1), ignored, 0);
  const first = bells.take(0);
  bells.ring(bell(2), ignored, 0);
  bells.take(0);
  expect(bells.cancel(notice(1))).toBe(first);
  bells.ended(bell(1));
  expect(bells.cancel(notice(1))).toBe(undefined);
  expect(bells.running.map((running) => running.bell.attempt)).toStrictEqual([2]);
});

it('a cancelled bell that waits is not taken', () => {
  const bells = createBells(1);
  bells.ring(bell(1), ignored, 0);
  bells.cancel(notice(1));
  expect(bells.take(0)).toBe(undefined);
});

describe('a bell settles', () => {
  function rungTwice(slots = 1) {
    const bells = createBells(slots);
    const settled: string[] = [];
    const ring = (attempt: number, name: string, atMs = 0) => bells.ring(bell(attempt), () => void settled.push(name), atMs);
    return { bells, settled, ring };
  }

  it('when its attempt was begun or refused, each time that it was rung, and not before', () => {
    const { bells, settled, ring } = rungTwice();
    ring(1, 'waiting');
    ring(1, 'waiting too');
    const started = bells.take(0);
    ring(1, 'unanswered');
    expect(settled).toStrictEqual([]);
    started?.answered();
    expect(settled).toStrictEqual(['waiting', 'waiting too', 'unanswered']);
    ring(1, 'runs');
    expect(settled).toContain('runs');
    bells.ended(bell(1));
    started?.answered();
    expect(settled).toHaveLength(4);
  });
  it('when it was cancelled or has waited for too long', () => {
    const { bells, settled, ring } = rungTwice(0);
    ring(1, 'cancelled');
    ring(2, 'late');
    bells.cancel(notice(1));
    bells.dropLate(2_000);
    expect(settled).toStrictEqual(['cancelled']);
    bells.dropLate(2_001);
    expect(settled).toStrictEqual(['cancelled', 'late']);
  });
  it('not at a worker that leaves, so that the next one hears it', () => {
    const { bells, settled, ring } = rungTwice();
    ring(1, 'begins');
    ring(2, 'waits');
    const begins = bells.take(0);
    bells.leaveWaiting();
    bells.ended(bell(1));
    begins?.answered();
    expect([bells.take(0), settled]).toStrictEqual([undefined, []]);
  });
});
