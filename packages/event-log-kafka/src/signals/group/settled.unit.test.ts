import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSettled } from './settled.ts';

it('an offset moves past settled messages only, in whatever order they settle', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(20).keys()]), (order) => {
      const settled = createSettled();
      const settles = [...Array(20).keys()].map((offset) => settled.handed(0, offset));
      const done = new Set<number>();
      let before = 0;
      for (const offset of order) {
        settles[offset]?.();
        done.add(offset);
        const first = [...Array(21).keys()].find((one) => !done.has(one)) ?? 20;
        const commits = settled.uncommitted();
        const moved = first > before;
        expect(commits).toStrictEqual(moved ? [{ partition: 0, offset: first }] : []);
        before = first;
        settled.committed(commits);
        expect(settled.uncommitted()).toStrictEqual([]);
      }
    }),
  );
});

it('partitions settle independently, and settling a message twice is the same as once', () => {
  const settled = createSettled();
  const [one, other] = [settled.handed(0, 7), settled.handed(3, 5)];
  other();
  other();
  expect(settled.uncommitted()).toStrictEqual([{ partition: 3, offset: 6 }]);
  one();
  expect(settled.uncommitted()).toContainEqual({ partition: 0, offset: 8 });
});
