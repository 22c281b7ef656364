import type { OpenDataset } from '../dataset/dataset.ts';
import { acceptAll, type Decision, reject } from '../decision.ts';
import type { DocumentEntities } from '../entities.ts';
import type { DocumentId, RunId } from '../ids.ts';
import { documentsPerCommandMax } from '../limits.ts';
import type { Scope } from '../scope.ts';
import type { CancelParsing, RequestParsing } from './commands.ts';
import type { ParseRunEvent } from './events.ts';

/** `document-unknown` and `run-exists` name the document in their detail: `documentId`. */
export type RequestRejection = 'document-unknown' | 'too-many-documents' | 'run-exists';
type RequestDecision = Decision<ParseRunEvent, RequestRejection>;

/** A document that is named twice counts once. */
export function requestParsing(command: RequestParsing, scope: Scope<DocumentEntities>, dataset: OpenDataset): RequestDecision {
  const { datasetId, documents, keepEdits, ifMissing } = command;
  if (documents.length > documentsPerCommandMax) return reject('too-many-documents', { most: documentsPerCommandMax });
  const events: ParseRunEvent[] = [];
  const seen = new Set<DocumentId>();
  const taken = new Set<RunId>();
  for (const { documentId, runId } of documents) {
    if (seen.has(documentId)) continue;
    seen.add(documentId);
    const document = scope.get('document', documentId);
    if (document === undefined && ifMissing === 'refuse') return reject('document-unknown', { documentId });
    if (document === undefined) continue;
    const open = document.openRun === undefined ? undefined : scope.get('run', document.openRun);
    if (open?.revision === document.revision) continue;
    if (taken.has(runId) || scope.get('run', runId) !== undefined || scope.get('dead-letter', runId) !== undefined) {
      return reject('run-exists', { documentId });
    }
    taken.add(runId);
    if (open !== undefined && document.openRun !== undefined) {
      const superseded = { run: open.number, runId: document.openRun, reason: 'superseded' } as const;
      events.push({ type: 'RunCancelled', datasetId, documentId, ...superseded });
    }
    const { settings } = dataset;
    const { revision, original, lastRun } = document;
    const snapshot = { revision, original, settings, priority: command.priority ?? settings.priority, keepEdits };
    events.push({ type: 'ParsingRequested', datasetId, documentId, run: lastRun + 1, runId, ...snapshot });
  }
  return acceptAll(events);
}

/** Fences every attempt of a run at once: later commands name a run that is no longer open. */
export function cancelParsing({ datasetId, documents, ifMissing }: CancelParsing, scope: Scope<DocumentEntities>): RequestDecision {
  if (documents.length > documentsPerCommandMax) return reject('too-many-documents', { most: documentsPerCommandMax });
  const events: ParseRunEvent[] = [];
  const cancelled = new Set<RunId>();
  for (const { documentId, run } of documents) {
    const document = scope.get('document', documentId);
    if (document === undefined && ifMissing === 'refuse') return reject('document-unknown', { documentId });
    const runId = document?.openRun;
    const open = runId === undefined ? undefined : scope.get('run', runId);
    if (runId === undefined || open === undefined || cancelled.has(runId)) continue;
    if (run !== undefined && run !== open.number) continue;
    cancelled.add(runId);
    events.push({ type: 'RunCancelled', datasetId, documentId, run: open.number, runId, reason: 'asked' });
  }
  return acceptAll(events);
}
