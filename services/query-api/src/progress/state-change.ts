import type { DocumentId, DocumentTopicEvent, DomainEvent } from '@ragtime/domain';
import type { LogEvent, RecordedEvent } from '@ragtime/event-log';
import type { DocumentStatus } from '@ragtime/read-model';

/** What a client that watches documents learns from one event. */
export interface StateChange {
  readonly tenantId: string;
  readonly datasetId: string;
  /** Undefined for a change of the dataset itself. */
  readonly documentId: DocumentId | undefined;
  readonly type: DomainEvent['type'];
  /** The document's new status; undefined when the event does not change it. */
  readonly status: DocumentStatus | 'deleted' | undefined;
  readonly runId: string | undefined;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly counts: { readonly chunks: number; readonly tokens: number; readonly pages: number } | undefined;
  readonly commandId: string;
  readonly atMs: number;
}

/** Undefined for events that change nothing in a list of documents: attempts after the first, edits of passages, erasures. */
export function stateChangeOf({ event, meta }: RecordedEvent<DomainEvent>): StateChange | undefined {
  const change = isDocumentEvent(event) ? ofEvent(event) : undefined;
  if (change === undefined || !isDocumentEvent(event)) return undefined;
  const { commandId, atMs, tenantId } = meta;
  return {
    tenantId,
    datasetId: event.datasetId,
    documentId: 'documentId' in event ? event.documentId : undefined,
    type: event.type,
    status: change.status,
    runId: 'runId' in event ? event.runId : undefined,
    error: change.error,
    counts: change.counts,
    commandId,
    atMs,
  };
}

interface ChangeParts {
  readonly status?: StateChange['status'];
  readonly error?: StateChange['error'];
  readonly counts?: StateChange['counts'];
}

const isDocumentEvent = (event: DomainEvent | LogEvent): event is DocumentTopicEvent =>
  'datasetId' in event && !event.type.startsWith('DatasetName');

function ofEvent(event: DocumentTopicEvent): ChangeParts | undefined {
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
      // The run is already running when a later attempt starts.
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
