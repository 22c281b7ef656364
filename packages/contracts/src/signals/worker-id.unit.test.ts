import type { WorkerId } from '@ragtime/domain';
import { expect, it } from 'vitest';
import { seatOf, workerIdAt } from './index.ts';

it('a worker has the same seat at each start, and another id', () => {
  const [first, second] = [workerIdAt('a.b', 'one'), workerIdAt('a.b', 'two')];
  expect([seatOf(first), seatOf(second)]).toStrictEqual(['a.b', 'a.b']);
  expect(first).not.toBe(second);
});
it('an id of another form has no seat', () => {
  for (const id of ['worker-7', '', 'worker-.', 'someone.else']) expect(seatOf(id as WorkerId)).toBeUndefined();
});
