import type { PartitionProgress } from '@ragtime/event-log';
import { expect, it } from 'vitest';
import { createLagMeter } from './projection-lag.ts';

const link = new Uint8Array(8);
const at = (offset: number, end: number): readonly PartitionProgress[] => [
  { partition: 'events/0', position: { offset, link }, end, state: 'following', trouble: undefined, stopped: [] },
];

it('measures the lag in records, and in the time since the log ended where the projection stands', () => {
  let nowMs = 0;
  const meter = createLagMeter({ clock: { monotonicMs: () => nowMs } });
  const note = (second: number, offset: number, end: number) => {
    nowMs = second * 1_000;
    return meter.note(at(offset, end));
  };
  expect(note(0, 0, 0)).toStrictEqual({ records: 0, seconds: 0 });
  expect(note(1, 0, 10)).toStrictEqual({ records: 10, seconds: 0 });
  expect(note(4, 0, 30)).toStrictEqual({ records: 30, seconds: 3 });
  // It has projected what was there after one second; the rest came after four.
  expect(note(6, 12, 30)).toStrictEqual({ records: 18, seconds: 2 });
  // It is never quite at the end of a log that grows, and not far behind.
  for (let second = 7; second < 60; second += 1) expect(note(second, second * 10, second * 10 + 5).seconds).toBe(0);
  expect(note(60, 1_000, 1_000)).toStrictEqual({ records: 0, seconds: 0 });
  expect(note(61, 1_000, 1_000)).toStrictEqual({ records: 0, seconds: 0 });
});

it('a projection that never moves is behind for as long as that', () => {
  let nowMs = 0;
  const meter = createLagMeter({ clock: { monotonicMs: () => nowMs } });
  let seconds = 0;
  for (; nowMs < 20_000_000; nowMs += 1_000) ({ seconds } = meter.note(at(0, nowMs / 1_000 + 1)));
  expect(seconds).toBeGreaterThan(19_990);
});
