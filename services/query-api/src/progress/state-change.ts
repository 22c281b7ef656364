import type { DocumentId, DocumentTopicEvent, DomainEvent } from '@ragtime/domain';
import type { LogEvent, RecordedEvent } from '@ragtime/event-log';
import type { DocumentStatus } from '@ragtime/read-model';

/** What somebody who watches documents is told of one event. */
export interface StateChange {
  readonly tenantId: string;
  readonly datasetId: string;
  /** Undefined for a change of the dataset itself. */
  readonly documentId: DocumentId | undefined;
  readonly type: DomainEvent['type'];
  /** What the document's status is from here on; undefined where it stays what it was. */
  readonly status: DocumentStatus | 'deleted' | undefined;
  readonly runId: string | undefined;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly counts: { readonly chunks: number; readonly tokens: number; readonly pages: number } | undefined;
  readonly commandId: string;
  readonly atMs: number;
}

/** Undefined for what changes nothing that a list of documents shows: attempts after the first, edits of passages, erasures. */
export function stateChangeOf({ event, meta }: RecordedEvent<DomainEvent>): StateChange | undefined {
  const told = isTold(event) ? ofEvent(event) : undefined;
  if (told === undefined || !isTold(event)) return undefined;
  const { commandId, atMs, tenantId } = meta;
  return {
    tenantId,
    datasetId: event.datasetId,
    documentId: 'documentId' in event ? event.documentId : undefined,
    type: event.type,
    status: told.status,
    runId: 'runId' in event ? event.runId : undefined,
    error: told.error,
    counts: told.counts,
    commandId,
    atMs,
  };
}

interface Told {
  readonly status?: StateChange['status'];
  readonly error?: StateChange['error'];
  readonly counts?: StateChange['counts'];
}

const isTold = (event: DomainEvent | LogEvent): event is DocumentTopicEvent =>
  'datasetId' in event && !event.type.startsWith('DatasetName');

function ofEvent(event: DocumentTopicEvent): Told | undefined {
  switch (event.type) {
    case 'DatasetCreated':
    case 'DatasetRenamed':
    case 'DatasetDescribed':
    case 'DatasetSettingsChanged':
    case 'DatasetClosed':
    case 'DocumentRevised':
    case 'DocumentRenamed':
    case 'DocumentMetadataReplaced':
    case 'DocumentEnabled':
    case 'DocumentDisabled':
    case 'DeadLetterDiscarded':
      return {};
    case 'DocumentRegistered':
      return { status: 'uploaded' };
    case 'DocumentDeleted':
      return { status: 'deleted' };
    case 'ParsingRequested':
      return { status: 'queued' };
    case 'AttemptStarted':
      // Whatever starts later of a run, it is running already.
      return event.taskId === 'plan' && event.attempt === 1 ? { status: 'running' } : undefined;
    case 'RunFailed':
      return { status: 'failed', error: event.error };
    case 'RunCancelled':
      return { status: 'cancelled' };
    case 'DocumentParsed': {
      const { chunks, tokens, pages } = event;
      return { status: 'parsed', counts: { chunks, tokens, pages } };
    }
    default:
      return undefined;
  }
}
