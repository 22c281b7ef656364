import { type DomainEvent, type EventTopicName, eventPartitions } from '@ragtime/domain';
import { isLogEvent, type Meta } from '@ragtime/event-log';
import type { Core } from './system.ts';

export interface Happened {
  readonly meta: Meta;
  readonly event: DomainEvent;
}

/** Every event that counts, partition by partition. Shifted records are skipped: only a record that lies at the offset in its stamp is read. */
export function eventsOf({ log, codec }: Core, topic: EventTopicName): readonly Happened[] {
  const happened: Happened[] = [];
  for (let partition = 0; partition < eventPartitions; partition += 1) {
    for (const { offset, value, stamp } of log.contents(topic, partition)) {
      if (value === undefined || stamp?.at !== offset) continue;
      const decoded = codec.decode(value);
      if (!decoded.ok) throw new Error(`unreadable: ${decoded.failure.detail}`);
      const { event, meta } = decoded.envelope;
      if (!isLogEvent(event)) happened.push({ event, meta });
    }
  }
  return happened;
}
