import type { DomainEvent, EventTopicName } from '@ragtime/domain';
import { type Codec, type EventLog, followPartition, type LogEvent } from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';

/** Returns what `take` makes of the first event that it accepts, among all events that a partition has by now. Undefined when it accepts none. */
export async function findEvent<Found>(
  { log, codec, machine }: { readonly log: EventLog; readonly codec: Codec<DomainEvent>; readonly machine: Machine },
  { topic, partition }: { readonly topic: EventTopicName; readonly partition: number },
  take: (event: DomainEvent | LogEvent) => Found | undefined,
): Promise<Found | undefined> {
  const found = new AbortController();
  let taken: Found | undefined;
  await followPartition({
    log,
    codec,
    machine,
    topic,
    partition,
    from: undefined,
    signal: found.signal,
    onRecords({ records, position, end }) {
      for (const followed of records) if (followed.kind === 'event') taken ??= take(followed.record.event);
      if (taken !== undefined || position.offset >= end) found.abort();
    },
  });
  return taken;
}

/** Whether the partition has never had a record. */
export async function isEmpty(
  { log, codec, machine }: { readonly log: EventLog; readonly codec: Codec<DomainEvent>; readonly machine: Machine },
  { topic, partition }: { readonly topic: EventTopicName; readonly partition: number },
): Promise<boolean> {
  const seen = new AbortController();
  let end = 0;
  await followPartition({
    log,
    codec,
    machine,
    topic,
    partition,
    from: undefined,
    signal: seen.signal,
    onRecords(batch) {
      end = batch.end;
      seen.abort();
    },
  });
  return end === 0;
}
