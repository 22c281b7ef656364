import { type DocumentRunEvent, type ParseRunEvent, planTaskId, type TaskError } from '@ragtime/domain';
import type { Change } from '../../changes/change.ts';
import type { EventInContext } from '../projection.ts';
import { settingsAsJson } from './settings.ts';
import type { LibraryTables } from './tables.ts';
import { type AttemptEvent, applyAttempt, isAttemptEvent, newTask } from './task.ts';

type RunEvent = Exclude<DocumentRunEvent, AttemptEvent>;

export function applyParseRun({ event, meta, open }: EventInContext<ParseRunEvent>): readonly Change<LibraryTables>[] {
  if (!isOfDocument(event)) return [];
  return isAttemptEvent(event) ? applyAttempt({ event, meta, open }) : applyRun({ event, meta, open });
}

/** These rows belong to documents. A run of a whole dataset has none, as long as no kind of task begins one. */
const isOfDocument = (event: ParseRunEvent): event is DocumentRunEvent =>
  event.type !== 'DatasetRunRequested' && event.documentId !== undefined;

function applyRun({ event, meta }: EventInContext<RunEvent>): readonly Change<LibraryTables>[] {
  const { datasetId, documentId, runId, run } = event;
  const { version, atMs } = meta;
  const ofRun = { runId };
  const ofDocument = { documentId };
  switch (event.type) {
    case 'ParsingRequested':
      return [
        {
          table: 'run',
          put: {
            runId,
            datasetId,
            documentId,
            run,
            revision: event.revision,
            status: 'queued',
            priority: event.priority,
            settings: settingsAsJson(event.settings),
            keepEdits: event.keepEdits,
            requestedAtMs: atMs,
            endedAtMs: null,
            cancelReason: null,
            errorTaskId: null,
            errorCode: null,
            errorMessage: null,
            chunks: 0,
            tokens: 0,
            pages: 0,
            version,
          },
        },
        newTask(event, { taskId: planTaskId, ordinal: 0, firstUnit: null, lastUnit: null }),
        { table: 'deadLetter', key: ofDocument, remove: true },
        { table: 'document', key: ofDocument, patch: { status: 'queued', runId, ...errorColumns(undefined) } },
      ];
    case 'RunEnded':
      return [{ table: 'run', key: ofRun, patch: { status: 'parsed', endedAtMs: atMs, version } }];
    case 'DocumentParsed': {
      const found = { chunks: event.chunks, tokens: event.tokens, pages: event.pages };
      return [
        { table: 'run', key: ofRun, patch: { ...found, version } },
        { table: 'document', key: ofDocument, patch: { status: 'parsed', visibleRun: run, visibleRunId: runId, ...found } },
        ...(event.keepEdits
          ? []
          : ([
              { table: 'chunkEdit', clear: ofDocument },
              { table: 'chunkText', clear: ofDocument },
            ] as const)),
      ];
    }
    case 'RunCancelled':
      return [
        { table: 'run', key: ofRun, patch: { status: 'cancelled', cancelReason: event.reason, endedAtMs: atMs, version } },
        { table: 'document', key: ofDocument, patch: { status: 'cancelled' } },
      ];
    case 'RunFailed':
      return [
        {
          table: 'run',
          key: ofRun,
          patch: { status: 'failed', endedAtMs: atMs, errorTaskId: event.taskId, ...errorColumns(event.error), version },
        },
        { table: 'document', key: ofDocument, patch: { status: 'failed', ...errorColumns(event.error) } },
        {
          table: 'deadLetter',
          put: {
            datasetId,
            documentId,
            runId,
            run,
            taskId: event.taskId,
            errorCode: event.error.code,
            errorMessage: event.error.message,
            failedAtMs: atMs,
          },
        },
      ];
    case 'DeadLetterDiscarded':
      return [
        { table: 'run', key: ofRun, patch: { version } },
        { table: 'deadLetter', key: ofDocument, remove: true },
      ];
  }
}

const errorColumns = (error: TaskError | undefined) => ({ errorCode: error?.code ?? null, errorMessage: error?.message ?? null });
