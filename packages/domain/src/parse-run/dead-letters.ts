import type { OpenDataset } from '../dataset/dataset.ts';
import { accept, type Decision, reject, unchanged } from '../decision.ts';
import type { DocumentEntities } from '../entities.ts';
import type { Scope } from '../scope.ts';
import type { DiscardDeadLetter, ReplayDeadLetter } from './commands.ts';
import type { ParseRunEvent } from './events.ts';

export type DeadLetterRejection = 'document-unknown' | 'dead-letter-unknown' | 'run-exists';
type DeadLetterDecision = Decision<ParseRunEvent, DeadLetterRejection>;

/**
 * Starts a new run with the failed run's priority and its choice about edits, but of the present revision and with the dataset's present settings.
 * The person who replays has mended something, and a parse of a replaced revision would show old text.
 */
export function replayDeadLetter(command: ReplayDeadLetter, scope: Scope<DocumentEntities>, { settings }: OpenDataset): DeadLetterDecision {
  const { datasetId, documentId, failedRunId, runId } = command;
  const document = scope.get('document', documentId);
  if (document === undefined) return reject('document-unknown');
  if (document.openRun === runId) return unchanged; // a repeat of this replay
  const letter = document.deadLetter === failedRunId ? scope.get('dead-letter', failedRunId) : undefined;
  if (letter === undefined) return reject('dead-letter-unknown');
  if (scope.get('run', runId) !== undefined || scope.get('dead-letter', runId) !== undefined) return reject('run-exists', { documentId });
  const { revision, original, lastRun } = document;
  const { priority, keepEdits } = letter;
  const snapshot = { revision, original, settings, priority, keepEdits };
  return accept({ type: 'ParsingRequested', datasetId, documentId, run: lastRun + 1, runId, ...snapshot });
}

export function discardDeadLetter(
  { datasetId, documentId, failedRunId }: DiscardDeadLetter,
  scope: Scope<DocumentEntities>,
): DeadLetterDecision {
  const document = scope.get('document', documentId);
  if (document === undefined) return reject('document-unknown');
  if (document.deadLetter !== failedRunId) return reject('dead-letter-unknown');
  return accept({ type: 'DeadLetterDiscarded', datasetId, documentId, run: document.lastRun, runId: failedRunId });
}
