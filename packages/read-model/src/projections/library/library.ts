import { type DocumentTopicEvent, type ErasureEvent, topics } from '@ragtime/domain';
import type { Change } from '../../changes/change.ts';
import { type EventInContext, isOfDocumentTopic, type ReadProjection } from '../projection.ts';
import { applyChunk } from './chunk.ts';
import { applyDataset } from './dataset.ts';
import { applyDocument } from './document.ts';
import { applyParseRun } from './parse-run.ts';
import { type LibraryTables, libraryTables } from './tables.ts';

/** Datasets with everything in them, and the receipts of deletions. */
export const library: ReadProjection<LibraryTables> = {
  name: 'library',
  version: 1,
  topics: [topics.documentEvents],
  tables: libraryTables,
  apply({ event, meta, topic }, { open }) {
    return isOfDocumentTopic(event, topic) ? applyDocumentTopic({ event, meta, open }) : [];
  },
};

function applyDocumentTopic({ event, meta, open }: EventInContext<DocumentTopicEvent>): readonly Change<LibraryTables>[] {
  switch (event.type) {
    case 'DatasetCreated':
    case 'DatasetAbandoned':
    case 'DatasetRenamed':
    case 'DatasetNameFenced':
    case 'DatasetDescribed':
    case 'DatasetSettingsChanged':
    case 'DatasetClosed':
      return applyDataset({ event, meta, open });
    case 'DocumentRegistered':
    case 'DocumentRevised':
    case 'DocumentRenamed':
    case 'DocumentMetadataReplaced':
    case 'DocumentEnabled':
    case 'DocumentDisabled':
    case 'DocumentDeleted':
      return applyDocument({ event, meta, open });
    case 'ParsingRequested':
    case 'DatasetRunRequested':
    case 'AttemptStarted':
    case 'TaskCompleted':
    case 'AttemptFailed':
    case 'AttemptExpired':
    case 'TaskDied':
    case 'RunFailed':
    case 'RunCancelled':
    case 'RunEnded':
    case 'DocumentParsed':
    case 'DeadLetterDiscarded':
      return applyParseRun({ event, meta, open });
    case 'ChunkAdded':
    case 'ChunkEdited':
    case 'ChunkDeleted':
      return applyChunk({ event, meta, open });
    case 'StoreErased':
    case 'ErasureCompleted':
      return applyErasure({ event, meta, open });
  }
}

function applyErasure({ event, meta }: EventInContext<ErasureEvent>): readonly Change<LibraryTables>[] {
  const { receiptId } = event;
  return event.type === 'StoreErased'
    ? [{ table: 'receiptStore', put: { receiptId, store: event.store, removed: event.removed, erasedAtMs: meta.atMs } }]
    : [{ table: 'receipt', key: { receiptId }, patch: { completedAtMs: meta.atMs } }];
}
