import { createVirtualMachine } from '@ragtime/event-log/testing';
import { expect, it } from 'vitest';
import { createQuietPartitions } from './quiet-partitions.ts';

function start(partitions: readonly number[]) {
  const machine = createVirtualMachine();
  const paused = new Set<number>();
  const each = (topics: readonly { readonly partitions?: number[] }[], act: (partition: number) => void): void => {
    for (const topic of topics) for (const partition of topic.partitions ?? []) act(partition);
  };
  const consumer = {
    pause: (topics: { topic: string; partitions?: number[] }[]) => each(topics, (one) => void paused.add(one)),
    resume: (topics: { topic: string; partitions?: number[] }[]) => each(topics, (one) => void paused.delete(one)),
  };
  const quiet = createQuietPartitions(consumer, 'bells', machine);
  quiet.assigned(partitions);
  return { machine, quiet, paused: () => [...paused] };
}

it('all partitions are in the first read of each broker, and then only the first two, until two seconds have passed', async () => {
  const { machine, quiet, paused } = start([4, 5, 6, 7]);
  for (const node of ['1', '2']) quiet.readBegins(node);
  quiet.readEnds('1');
  expect(paused()).toStrictEqual([]);
  quiet.readEnds('2');
  expect(paused()).toStrictEqual([6, 7]);
  await machine.advance(2_000);
  expect(paused()).toStrictEqual([]);
  // A read that began earlier does not hold all of them.
  for (const node of ['1', '2']) quiet.readEnds(node);
  expect(paused()).toStrictEqual([]);
  for (const node of ['1', '2']) quiet.readBegins(node);
  for (const node of ['1', '2']) quiet.readEnds(node);
  expect(paused()).toStrictEqual([6, 7]);
  quiet.stop();
});

it('a new assignment is read as a whole, and up to two partitions are always read', () => {
  const { quiet, paused } = start([4, 5, 6]);
  quiet.readBegins('1');
  quiet.readEnds('1');
  expect(paused()).toStrictEqual([6]);
  quiet.assigned([6, 7]);
  expect(paused()).toStrictEqual([]);
  quiet.readBegins('1');
  quiet.readEnds('1');
  expect(paused()).toStrictEqual([]);
  quiet.stop();
});
