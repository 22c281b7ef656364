import type { PartitionName, Position, Positions } from '@ragtime/event-log';
import { encodePositions, iso, Time } from '@ragtime/http-kit';
import type { EventView } from '@ragtime/read-model';
import { z } from 'zod';

export const Event = z
  .object({
    id: z.string().describe('Unique in the log, and the same for ever.'),
    position: z.string().describe('Behind the event. A `Ragtime-Position`.'),
    type: z.string(),
    time: Time,
    subject: z.object({ kind: z.string(), id: z.string() }),
    version: z.int().describe('Of the subject, from this event on: it counts from 1 without a gap.'),
    datasetId: z.string().optional(),
    documentId: z.string().optional(),
    actor: z.string(),
    commandId: z.string(),
    commandIndex: z.int().describe('Its place among the events of its command, from 0.'),
    commandCount: z.int(),
    correlationId: z.string(),
    cause: z.unknown().optional(),
    traceParent: z.string().optional(),
    data: z.unknown().describe('What is personal is opened, or null where its key was erased.'),
  })
  .meta({ id: 'Event' });
export type Event = z.infer<typeof Event>;

export function eventAs({ at, atMs, data, ...rest }: EventView): Event {
  return {
    ...rest,
    data,
    id: `${at.partition}/${at.position.offset - 1}`,
    position: encodePositions(new Map([[at.partition, at.position]])),
    time: iso(atMs),
  };
}

/** An event in the format of https://cloudevents.io, 1.0. Our own members are extensions. */
export function cloudEventOf(view: EventView): { readonly specversion: '1.0'; readonly [attribute: string]: unknown } {
  const { id, position, type, time, subject, version, actor, commandId, correlationId, traceParent, data } = eventAs(view);
  return {
    specversion: '1.0',
    id,
    source: '/v1/events',
    type: `ragtime.${type}`,
    subject: `${subject.kind}/${subject.id}`,
    time,
    datacontenttype: 'application/json',
    ragtimeposition: position,
    ragtimeversion: version,
    ragtimeactor: actor,
    ragtimecommandid: commandId,
    ragtimecorrelationid: correlationId,
    ...(traceParent === undefined ? {} : { traceparent: traceParent }),
    data,
  };
}

/** The positions that are shown after each event in turn. */
export function* positionsBehind(
  after: Positions,
  items: readonly EventView[],
): Generator<{ readonly item: EventView; readonly shown: Positions }> {
  const shown = new Map<PartitionName, Position>(after);
  for (const item of items) {
    shown.set(item.at.partition, item.at.position);
    yield { item, shown: new Map(shown) };
  }
}
