import { type DocumentTopicEvent, type DomainEvent, type Sealed, type TenantTopicEvent, topics } from '@ragtime/domain';
import { isLogEvent, type LogEvent, type Meta, type Projection } from '@ragtime/event-log';
import type { Change } from '../changes/change.ts';
import type { Tables } from '../tables/table.ts';

export interface Helpers {
  /** The text of a sealed value; undefined when its key was erased. */
  readonly open: (sealed: Sealed) => string | undefined;
}

/**
 * Rows as a fold of the log. A projection may rely on the order within a partition: an event of a superseded run never counts after the event that
 * superseded it. A change of the tables changes the fingerprint by itself.
 */
export interface ReadProjection<Of extends Tables = Tables> extends Projection<DomainEvent, Change<Of>, Helpers> {
  readonly name: ProjectionName;
  readonly tables: Of;
}

export const projectionNames = ['directory', 'library', 'audit'] as const;
export type ProjectionName = (typeof projectionNames)[number];

/** The event with the context of its record. Projections ignore the log's own events. */
export interface EventInContext<Event> {
  readonly event: Event;
  readonly meta: Meta;
  readonly open: (sealed: Sealed) => string | undefined;
}

export const isDomainEvent = (event: DomainEvent | LogEvent): event is DomainEvent => !isLogEvent(event);

/** The codec knows every event. The topic of a record narrows which of them it can be. */
export const isOfDocumentTopic = (event: DomainEvent | LogEvent, topic: string): event is DocumentTopicEvent =>
  topic === topics.documentEvents && isDomainEvent(event);
export const isOfTenantTopic = (event: DomainEvent | LogEvent, topic: string): event is TenantTopicEvent =>
  topic === topics.tenantEvents && isDomainEvent(event);
