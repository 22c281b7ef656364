import type { ChunkEvent } from '../../chunk/events.ts';
import { evolveChunk } from '../../chunk/evolve.ts';
import type { DatasetEvent } from '../../dataset/events.ts';
import { evolveDataset } from '../../dataset/evolve.ts';
import type { DocumentEvent } from '../../document/events.ts';
import { evolveDocument } from '../../document/evolve.ts';
import type { DocumentEntities } from '../../entities.ts';
import type { ErasureEvent } from '../../erasure/events.ts';
import { evolveErasure } from '../../erasure/evolve.ts';
import type { ParseRunEvent } from '../../parse-run/events.ts';
import { evolveParseRun } from '../../parse-run/evolve.ts';
import { type EventRows, eventRows } from '../rows.ts';
import type { DocumentTopicEvent } from '../types.ts';
import { chunk, dataset, document, receipt, run } from './subjects.ts';

/** The fold of `ragtime.document.events`: what each event is about and how it is folded. */
export const documentEvents: EventRows<DocumentTopicEvent, DocumentEntities> = {
  ...eventRows<DatasetEvent, DocumentEntities>(evolveDataset, {
    DatasetCreated: dataset,
    DatasetAbandoned: dataset,
    DatasetRenamed: dataset,
    DatasetNameFenced: dataset,
    DatasetDescribed: dataset,
    DatasetSettingsChanged: dataset,
    DatasetClosed: dataset,
  }),
  ...eventRows<DocumentEvent, DocumentEntities>(evolveDocument, {
    DocumentRegistered: document,
    DocumentRevised: document,
    DocumentRenamed: document,
    DocumentMetadataReplaced: document,
    DocumentEnabled: document,
    DocumentDisabled: document,
    DocumentDeleted: document,
  }),
  ...eventRows<ParseRunEvent, DocumentEntities>(evolveParseRun, {
    ParsingRequested: run,
    DatasetRunRequested: run,
    AttemptStarted: run,
    TaskCompleted: run,
    AttemptFailed: run,
    AttemptExpired: run,
    TaskDied: run,
    RunFailed: run,
    RunCancelled: run,
    RunEnded: run,
    DocumentParsed: run,
    DeadLetterDiscarded: run,
  }),
  ...eventRows<ChunkEvent, DocumentEntities>(evolveChunk, {
    ChunkAdded: chunk,
    ChunkEdited: chunk,
    ChunkDeleted: chunk,
  }),
  ...eventRows<ErasureEvent, DocumentEntities>(evolveErasure, {
    StoreErased: receipt,
    ErasureCompleted: receipt,
  }),
};
