import { addedTasks, type DocumentRunEvent } from '@ragtime/domain';
import type { Change } from '../../changes/change.ts';
import type { EventInContext } from '../projection.ts';
import type { LibraryTables } from './tables.ts';

export type AttemptEvent = Extract<DocumentRunEvent, { readonly attempt: number }>;

export const isAttemptEvent = (event: DocumentRunEvent): event is AttemptEvent => 'attempt' in event;

export function applyAttempt({ event, meta }: EventInContext<AttemptEvent>): readonly Change<LibraryTables>[] {
  const { runId, taskId, attempt, datasetId, documentId } = event;
  const { version, atMs } = meta;
  const ofTask = { runId, taskId };
  const ofAttempt = { ...ofTask, attempt };
  const heard: Change<LibraryTables> = { table: 'run', key: { runId }, patch: { version } };
  switch (event.type) {
    case 'AttemptStarted':
      return [
        {
          table: 'attempt',
          put: {
            ...ofAttempt,
            datasetId,
            documentId,
            workerId: event.workerId,
            status: 'running',
            startedAtMs: atMs,
            endedAtMs: null,
            errorCode: null,
            errorMessage: null,
          },
        },
        { table: 'task', key: ofTask, patch: { status: 'running', attempt, retryAtMs: null } },
        { table: 'run', key: { runId }, patch: { status: 'running', version } },
        { table: 'document', key: { documentId }, patch: { status: 'running' } },
      ];
    case 'TaskCompleted': {
      const { artifact, chunks, tokens, pages } = event.result;
      const added = event.adds.flatMap(addedTasks).map(({ taskId: id, window }) =>
        newTask(event, {
          taskId: id,
          ordinal: window === undefined ? ordinalOfWhole : window.index + 1,
          firstUnit: window?.first ?? null,
          lastUnit: window?.last ?? null,
        }),
      );
      return [
        { table: 'attempt', key: ofAttempt, patch: { status: 'completed', endedAtMs: atMs } },
        {
          table: 'task',
          key: ofTask,
          patch: { status: 'completed', artifact, chunks, tokens, pages, completedAtMs: atMs, errorCode: null, errorMessage: null },
        },
        ...added,
        heard,
      ];
    }
    case 'AttemptFailed': {
      const error = { errorCode: event.error.code, errorMessage: event.error.message };
      return [
        { table: 'attempt', key: ofAttempt, patch: { status: 'failed', endedAtMs: atMs, ...error } },
        { table: 'task', key: ofTask, patch: { status: 'waiting', retryAtMs: event.retryAtMs, ...error } },
        heard,
      ];
    }
    case 'AttemptExpired':
      return [
        { table: 'attempt', key: ofAttempt, patch: { status: 'expired', endedAtMs: atMs } },
        { table: 'task', key: ofTask, patch: { status: 'queued', lostWorkers: event.lostWorkers, alone: event.alone } },
        heard,
      ];
    case 'TaskDied': {
      const error = { errorCode: event.error.code, errorMessage: event.error.message };
      const status = event.error.code === 'worker-lost' ? 'expired' : 'failed';
      return [
        { table: 'attempt', key: ofAttempt, patch: { status, endedAtMs: atMs, ...error } },
        { table: 'task', key: ofTask, patch: { status: 'dead', ...error } },
        heard,
      ];
    }
  }
}

/** The ordinal of a task that works on the whole document: after those of all windows. */
const ordinalOfWhole = 2 ** 31;

interface TaskIdentity {
  readonly taskId: string;
  readonly ordinal: number;
  readonly firstUnit: number | null;
  readonly lastUnit: number | null;
}

export const newTask = (
  { runId, datasetId, documentId }: Pick<DocumentRunEvent, 'runId' | 'datasetId' | 'documentId'>,
  identity: TaskIdentity,
): Change<LibraryTables> => ({
  table: 'task',
  put: {
    runId,
    datasetId,
    documentId,
    ...identity,
    status: 'queued',
    attempt: 0,
    lostWorkers: 0,
    alone: false,
    retryAtMs: null,
    artifact: null,
    chunks: 0,
    tokens: 0,
    pages: 0,
    completedAtMs: null,
    errorCode: null,
    errorMessage: null,
  },
});
