import type { Bell } from '@ragtime/contracts/signals';
import type { RunId, TaskId, WorkerId } from '@ragtime/domain';
import { expect, it } from 'vitest';
import { createBells } from './bells.ts';

const bell = (attempt: number) => ({ runId: 'run', taskId: 'plan', attempt, alone: false }) as Bell;
const notice = (attempt: number) =>
  ({ type: 'cancel', workerId: 'worker' as WorkerId, runId: 'run' as RunId, taskId: 'plan' as TaskId, attempt }) as const;

it('a cancel ends the attempt that it names, and leaves the next one of its task alone', () => {
  const bells = createBells(2);
  bells.ring(bell(1), 0);
  const first = bells.take(0);
  bells.ring(bell(2), 0);
  bells.take(0);
  expect(bells.cancel(notice(1))).toBe(first);
  bells.ended(bell(1));
  expect(bells.cancel(notice(1))).toBe(undefined);
  expect(bells.running.map((running) => running.bell.attempt)).toStrictEqual([2]);
});

it('a cancelled bell that waits is not taken', () => {
  const bells = createBells(1);
  bells.ring(bell(1), 0);
  bells.cancel(notice(1));
  expect(bells.take(0)).toBe(undefined);
});
