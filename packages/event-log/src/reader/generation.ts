import type { Machine } from '@ragtime/runtime';
import { type Codec, firstGeneration, isLogEvent } from '../port/envelope.ts';
import type { EventLog } from '../port/log.ts';
import { type FollowedRecord, followPartition } from './follow.ts';

export interface LogToRead<Event> {
  readonly log: EventLog;
  readonly codec: Codec<Event>;
  readonly machine: Machine;
}

/** Of the last `LogRefolded` among records; undefined when there is none. */
export function generationIn<Event>(records: readonly FollowedRecord<Event>[]): number | undefined {
  let found: number | undefined;
  for (const one of records) {
    if (one.kind !== 'event') continue;
    const { event } = one.record;
    if (isLogEvent(event) && event.type === 'LogRefolded') found = Math.max(found ?? firstGeneration, event.generation);
  }
  return found;
}

/** Reads a whole partition for the generation that it has now. */
export async function generationOf<Event>(from: LogToRead<Event>, topic: string, partition: number): Promise<number> {
  const done = new AbortController();
  let generation = firstGeneration;
  await followPartition({
    ...from,
    topic,
    partition,
    from: undefined,
    signal: done.signal,
    onRecords({ records, position, end }) {
      generation = Math.max(generation, generationIn(records) ?? firstGeneration);
      if (position.offset >= end) done.abort();
    },
  });
  return generation;
}
