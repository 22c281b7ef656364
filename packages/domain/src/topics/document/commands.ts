import type { ChunkCommand } from '../../chunk/commands.ts';
import { decideChunk } from '../../chunk/decide.ts';
import type { DatasetCommand } from '../../dataset/commands.ts';
import type { OpenDataset } from '../../dataset/dataset.ts';
import { decideDataset, notOpen } from '../../dataset/decide.ts';
import type { Decision } from '../../decision.ts';
import type { DocumentCommand } from '../../document/commands.ts';
import { decideDocument } from '../../document/decide.ts';
import type { DocumentEntities } from '../../entities.ts';
import type { ErasureCommand } from '../../erasure/commands.ts';
import { decideErasure } from '../../erasure/decide.ts';
import type { ParseRunCommand } from '../../parse-run/commands.ts';
import { decideParseRun } from '../../parse-run/decide.ts';
import type { DecisionContext, Scope } from '../../scope.ts';
import { type CommandRow, type CommandRows, commandRowOf, commandRows, type Targets } from '../rows.ts';
import type { DocumentRejection, DocumentTopicCommand, DocumentTopicEvent } from '../types.ts';
import { chunk, dataset, document, failedRun, ofRun, receipt } from './subjects.ts';

type Rows<Command extends DocumentTopicCommand> = CommandRows<Command, DocumentTopicEvent, DocumentEntities, DocumentRejection>;
type DocumentTopicDecision = Decision<DocumentTopicEvent, DocumentRejection>;

/** Refuses every command to a dataset that is not open. This is the only place of that rule. */
const inOpenDataset =
  <Command extends DocumentTopicCommand>(
    decide: (command: Command, scope: Scope<DocumentEntities>, context: DecisionContext, dataset: OpenDataset) => DocumentTopicDecision,
  ) =>
  (command: Command, scope: Scope<DocumentEntities>, context: DecisionContext): DocumentTopicDecision => {
    const open = scope.get('dataset', command.datasetId);
    return open?.status === 'open' ? decide(command, scope, context, open) : notOpen(open);
  };

const rows = <Command extends DocumentTopicCommand>(
  decide: (command: Command, scope: Scope<DocumentEntities>, context: DecisionContext) => DocumentTopicDecision,
  targets: Targets<Command>,
): Rows<Command> => commandRows<Command, DocumentTopicEvent, DocumentEntities, DocumentRejection>(dataset, decide, targets);

const ofDataset = rows<DatasetCommand>(decideDataset, {
  CreateDataset: dataset,
  AbandonDataset: dataset,
  ChangeDataset: dataset,
  FenceDatasetName: dataset,
  CloseDataset: dataset,
});

const ofDocument = rows<DocumentCommand>(inOpenDataset(decideDocument), {
  RegisterDocument: document,
  ReviseDocument: document,
  ChangeDocument: document,
  DeleteDocument: document,
});

/**
 * Commands about a task name a run by its number, and only the scope knows the run's id. So their subject is the document or dataset of the run.
 */
const ofParseRun = rows<ParseRunCommand>(inOpenDataset(decideParseRun), {
  RequestParsing: dataset,
  CancelParsing: dataset,
  RequestDatasetRun: dataset,
  StartAttempt: ofRun,
  CompleteTask: ofRun,
  FailAttempt: ofRun,
  ExpireAttempt: ofRun,
  ReplayDeadLetter: failedRun,
  DiscardDeadLetter: failedRun,
});

const ofChunk = rows<ChunkCommand>(inOpenDataset(decideChunk), {
  AddChunk: chunk,
  EditChunk: chunk,
  DeleteChunk: chunk,
});

const ofErasure = rows<ErasureCommand>(decideErasure, { ReportErased: receipt });

/** The commands of `ragtime.document.events`: the scope and the subject of each, and the decider. */
export const documentCommands: Rows<DocumentTopicCommand> = { ...ofDataset, ...ofDocument, ...ofParseRun, ...ofChunk, ...ofErasure };

export const documentCommand = (
  command: DocumentTopicCommand,
): CommandRow<DocumentTopicCommand, DocumentTopicEvent, DocumentEntities, DocumentRejection> =>
  commandRowOf<DocumentTopicCommand, DocumentTopicEvent, DocumentEntities, DocumentRejection>(documentCommands, command);
