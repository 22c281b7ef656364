import { chunkKey } from '../chunk/chunk.ts';
import type { DocumentEntities } from '../entities.ts';
import type { Scope, Subject } from '../scope.ts';
import type { DocumentTopicCommand, DocumentTopicEvent } from '../topics.ts';

/** What happens in a run is the run's, so that an `If-Match` of the document does not fail because a parse goes on. */
export function documentSubject(event: DocumentTopicEvent): Subject {
  switch (event.type) {
    case 'DatasetCreated':
    case 'DatasetAbandoned':
    case 'DatasetRenamed':
    case 'DatasetNameFenced':
    case 'DatasetDescribed':
    case 'DatasetSettingsChanged':
    case 'DatasetClosed':
      return { kind: 'dataset', id: event.datasetId };
    case 'DocumentRegistered':
    case 'DocumentRevised':
    case 'DocumentRenamed':
    case 'DocumentMetadataReplaced':
    case 'DocumentEnabled':
    case 'DocumentDisabled':
    case 'DocumentDeleted':
      return { kind: 'document', id: event.documentId };
    case 'ChunkAdded':
    case 'ChunkEdited':
    case 'ChunkDeleted':
      return { kind: 'chunk', id: chunkKey(event.documentId, event.chunkId) };
    case 'StoreErased':
    case 'ErasureCompleted':
      return { kind: 'receipt', id: event.receiptId };
    default:
      return { kind: 'run', id: event.runId };
  }
}

/** Commands about a task speak of their document: they name a run by its number, and only the scope knows its id. */
export function documentTarget(command: DocumentTopicCommand): Subject {
  switch (command.type) {
    case 'CreateDataset':
    case 'AbandonDataset':
    case 'ChangeDataset':
    case 'FenceDatasetName':
    case 'CloseDataset':
    case 'RequestParsing':
    case 'CancelParsing':
      return { kind: 'dataset', id: command.datasetId };
    case 'AddChunk':
    case 'EditChunk':
    case 'DeleteChunk':
      return { kind: 'chunk', id: chunkKey(command.documentId, command.chunkId) };
    case 'ReportErased':
      return { kind: 'receipt', id: command.receiptId };
    case 'ReplayDeadLetter':
    case 'DiscardDeadLetter':
      return { kind: 'run', id: command.failedRunId };
    default:
      return { kind: 'document', id: command.documentId };
  }
}

export function documentVersion(scope: Scope<DocumentEntities>, { kind, id }: Subject): number {
  switch (kind) {
    case 'dataset': {
      const dataset = scope.get('dataset', id);
      return dataset?.status === 'open' ? dataset.version : 0;
    }
    case 'document':
      return scope.get('document', id)?.version ?? 0;
    case 'run':
      return scope.get('run', id)?.version ?? scope.get('dead-letter', id)?.version ?? 0;
    case 'chunk': {
      const chunk = scope.get('chunk', id);
      return chunk === undefined || chunk.deleted ? 0 : chunk.version;
    }
    case 'receipt':
      return scope.get('receipt', id)?.version ?? 0;
    default:
      return 0;
  }
}
