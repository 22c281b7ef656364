import { type ChunkRejection, decideChunk } from '../chunk/decide.ts';
import { evolveChunk } from '../chunk/evolve.ts';
import type { DatasetCommand } from '../dataset/commands.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { type DatasetRejection, decideDataset, notOpen } from '../dataset/decide.ts';
import { evolveDataset } from '../dataset/evolve.ts';
import { type Decision, reject } from '../decision.ts';
import { decideDocument, type DocumentRejection as OfDocument } from '../document/decide.ts';
import { evolveDocument } from '../document/evolve.ts';
import type { DocumentEntities } from '../entities.ts';
import type { ErasureCommand } from '../erasure/commands.ts';
import { decideErasure } from '../erasure/decide.ts';
import { evolveErasure } from '../erasure/evolve.ts';
import { decideParseRun, type ParseRunRejection } from '../parse-run/decide.ts';
import { evolveParseRun } from '../parse-run/evolve.ts';
import type { DecisionContext, Rules, Scope } from '../scope.ts';
import type { DocumentTopicCommand, DocumentTopicEvent } from '../topics.ts';
import { documentSubject, documentTarget, documentVersion } from './document-subjects.ts';

/** Every word that a command to a dataset's scope may be refused with. */
export type DocumentRejection = DatasetRejection | OfDocument | ParseRunRejection | ChunkRejection;

type DocumentTopicDecision = Decision<DocumentTopicEvent, DocumentRejection>;

/** The rules of `ragtime.document.events`. */
export const documentRules: Rules<DocumentTopicCommand, DocumentTopicEvent, DocumentEntities, DocumentRejection> = {
  scopeOf: (command) => command.datasetId,
  isHidden: (command, scope, context) => isOfAnother(scope.get('dataset', command.datasetId), context),
  decide(command, scope, context) {
    if (isOfAnother(scope.get('dataset', command.datasetId), context)) return reject('dataset-unknown');
    switch (command.type) {
      case 'CreateDataset':
      case 'AbandonDataset':
      case 'ChangeDataset':
      case 'FenceDatasetName':
      case 'CloseDataset':
        return decideDataset(command, scope);
      case 'ReportErased':
        return decideErasure(command, scope);
      default:
        return decideInside(command, scope, context);
    }
  },
  evolve(draft, event, context) {
    switch (event.type) {
      case 'DatasetCreated':
      case 'DatasetAbandoned':
      case 'DatasetRenamed':
      case 'DatasetNameFenced':
      case 'DatasetDescribed':
      case 'DatasetSettingsChanged':
      case 'DatasetClosed':
        return evolveDataset(draft, event, context);
      case 'DocumentRegistered':
      case 'DocumentRevised':
      case 'DocumentRenamed':
      case 'DocumentMetadataReplaced':
      case 'DocumentEnabled':
      case 'DocumentDisabled':
      case 'DocumentDeleted':
        return evolveDocument(draft, event, context);
      case 'ChunkAdded':
      case 'ChunkEdited':
      case 'ChunkDeleted':
        return evolveChunk(draft, event, context);
      case 'StoreErased':
      case 'ErasureCompleted':
        return evolveErasure(draft, event, context);
      default:
        return evolveParseRun(draft, event, context);
    }
  },
  subjectOf: documentSubject,
  versionOf: documentVersion,
  targetOf: documentTarget,
};

/** Whoever guesses an id of another tenant's learns nothing from the answer. */
function isOfAnother(dataset: Dataset | undefined, { tenantId }: DecisionContext): boolean {
  return tenantId !== undefined && dataset?.status === 'open' && dataset.tenantId !== tenantId;
}

type InsideCommand = Exclude<DocumentTopicCommand, DatasetCommand | ErasureCommand>;

/** Nothing enters a dataset that is not open: the one place where that is said. */
function decideInside(command: InsideCommand, scope: Scope<DocumentEntities>, context: DecisionContext): DocumentTopicDecision {
  const dataset = scope.get('dataset', command.datasetId);
  if (dataset?.status !== 'open') return notOpen(dataset);
  switch (command.type) {
    case 'RegisterDocument':
    case 'ReviseDocument':
    case 'ChangeDocument':
    case 'DeleteDocument':
      return decideDocument(command, scope, context);
    case 'AddChunk':
    case 'EditChunk':
    case 'DeleteChunk':
      return decideChunk(command, scope);
    default:
      return decideParseRun(command, scope, context, dataset);
  }
}
