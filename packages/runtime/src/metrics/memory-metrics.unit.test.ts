import { expect, it } from 'vitest';
import { createMemoryMetrics } from './memory-metrics.ts';

it('a counter sums the values of one set of labels, in any order of the labels, and never goes down', () => {
  const metrics = createMemoryMetrics();
  const counter = metrics.counter({ name: 'appends', help: '', labels: ['topic', 'result'] });
  counter.add({ topic: 'a', result: 'ok' });
  counter.add({ result: 'ok', topic: 'a' }, 2);
  counter.add({ topic: 'b', result: 'ok' });
  expect(metrics.value('appends', { result: 'ok', topic: 'a' })).toBe(3);
  expect(metrics.value('appends', { topic: 'c', result: 'ok' })).toBeUndefined();
  expect(() => counter.add({ topic: 'a', result: 'ok' }, -1)).toThrow(RangeError);
});

it('a gauge keeps the last value, a histogram counts', () => {
  const metrics = createMemoryMetrics();
  metrics.gauge({ name: 'depth', help: '', labels: [] }).set({}, 5);
  metrics.gauge({ name: 'depth', help: '', labels: [] }).set({}, 2);
  metrics.histogram({ name: 'seconds', help: '', labels: [], buckets: [1] }).observe({}, 0.5);
  expect([metrics.value('depth'), metrics.value('seconds')]).toEqual([2, 1]);
});
