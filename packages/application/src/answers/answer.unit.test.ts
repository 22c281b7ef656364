import type { OutcomePosition } from '@ragtime/event-log';
import { expect, it } from 'vitest';
import { positionsOf } from './answer.ts';

const at = (partition: number, offset: number): OutcomePosition => ({
  partition: `ragtime.document.events/${partition}`,
  position: { offset, link: new Uint8Array(8) },
});

it('a request of several commands states the highest position of each partition, for any order of their answers', () => {
  const offsets = (...all: OutcomePosition[]) => [...positionsOf(...all)].map(([name, { offset }]) => [name, offset]);
  expect(offsets(at(1, 7), at(1, 5), at(2, 3))).toEqual([
    ['ragtime.document.events/1', 7],
    ['ragtime.document.events/2', 3],
  ]);
});
