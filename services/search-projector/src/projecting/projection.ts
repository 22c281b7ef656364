import { type DocumentTopicEvent, type DomainEvent, type TenantId, topics } from '@ragtime/domain';
import type { Position, Projection } from '@ragtime/event-log';

/** Events that change what a search may show. */
const relevantTypes = [
  'DatasetCreated',
  'DatasetClosed',
  'DocumentRegistered',
  'DocumentRenamed',
  'DocumentMetadataReplaced',
  'DocumentEnabled',
  'DocumentDisabled',
  'DocumentDeleted',
  'DocumentParsed',
  'ChunkAdded',
  'ChunkEdited',
  'ChunkDeleted',
] as const satisfies readonly DocumentTopicEvent['type'][];

export type RelevantEvent = Extract<DocumentTopicEvent, { readonly type: (typeof relevantTypes)[number] }>;

/** An event to be made visible: what it takes beside rows (entries, vectors) is done before their transaction. */
export interface SearchChange {
  readonly event: RelevantEvent;
  readonly tenantId: TenantId;
  /** Of the event's subject. */
  readonly version: number;
  readonly key: string;
  readonly partition: number;
  readonly offset: number;
  readonly behind: Position;
}

const isRelevant = (event: { readonly type: string }): event is RelevantEvent => relevantTypes.some((type) => type === event.type);

export const searchProjection: Projection<DomainEvent, SearchChange> = {
  name: 'search',
  version: 1,
  topics: [topics.documentEvents],
  apply({ event, meta, key, partition, offset }, _helpers, behind) {
    return isRelevant(event) ? [{ event, tenantId: meta.tenantId as TenantId, version: meta.version, key, partition, offset, behind }] : [];
  },
};
