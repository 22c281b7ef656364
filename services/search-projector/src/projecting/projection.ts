import { type DocumentId, type DocumentTopicEvent, type DomainEvent, type TenantId, topics } from '@ragtime/domain';
import type { LogEvent, Position, Projection } from '@ragtime/event-log';

/** Events that change what a search may show, now or once their run is visible. */
const relevantTypes = [
  'DatasetCreated',
  'DatasetClosed',
  'DocumentRegistered',
  'DocumentRenamed',
  'DocumentMetadataReplaced',
  'DocumentEnabled',
  'DocumentDisabled',
  'DocumentDeleted',
  'TaskCompleted',
  'RunFailed',
  'RunCancelled',
  'DocumentParsed',
  'ChunkAdded',
  'ChunkEdited',
  'ChunkDeleted',
] as const satisfies readonly DocumentTopicEvent['type'][];

type OfRelevantType = Extract<DocumentTopicEvent, { readonly type: (typeof relevantTypes)[number] }>;
/** Events of a run of the dataset itself are excluded: such a run has no passages. */
export type RelevantEvent = OfRelevantType extends infer Event
  ? Event extends { readonly documentId: unknown }
    ? Event & { readonly documentId: DocumentId }
    : Event
  : never;

/** An event that changes visibility. Work outside the rows (entries, vectors) is done before their transaction. */
export interface SearchChange {
  readonly event: RelevantEvent;
  readonly tenantId: TenantId;
  /** The version of the event's subject. */
  readonly version: number;
  readonly key: string;
  readonly partition: number;
  readonly offset: number;
  readonly behind: Position;
}

function isRelevant(event: DomainEvent | LogEvent): event is RelevantEvent {
  if (!relevantTypes.some((type) => type === event.type)) return false;
  if ('documentId' in event && event.documentId === undefined) return false;
  return event.type !== 'TaskCompleted' || event.result.chunks > 0;
}

export const searchProjection: Projection<DomainEvent, SearchChange> = {
  name: 'search',
  version: 1,
  topics: [topics.documentEvents],
  apply({ event, meta, key, partition, offset }, _helpers, behind) {
    return isRelevant(event) ? [{ event, tenantId: meta.tenantId as TenantId, version: meta.version, key, partition, offset, behind }] : [];
  },
};
