import { dropEdits } from '../chunk/edits.ts';
import type { Document } from '../document/document.ts';
import type { DocumentEntities } from '../entities.ts';
import type { DocumentId } from '../ids.ts';
import type { EvolveContext, ScopeDraft } from '../scope.ts';
import { removeRun } from './entities.ts';
import type { DocumentParsed, ParseRunEvent, ParsingRequested, RunFailed, TaskCompleted } from './events.ts';
import { type ParseRun, type Task, taskKey } from './parse-run.ts';
import { planTaskId } from './tasks.ts';

type Draft = ScopeDraft<DocumentEntities>;

const fresh: Task = { status: 'queued', attempt: 1, failures: 0, lostWorkers: 0 };

export function evolveParseRun(draft: Draft, event: ParseRunEvent, { version }: EvolveContext): void {
  const { documentId, runId } = event;
  switch (event.type) {
    case 'ParsingRequested':
      return request(draft, event, version);
    case 'AttemptStarted':
      patchRun(draft, event, { version });
      return patchTask(draft, event, ({ failures, lostWorkers }) => {
        return { status: 'started', attempt: event.attempt, workerId: event.workerId, failures, lostWorkers };
      });
    case 'AttemptFailed':
      patchRun(draft, event, { version });
      return patchTask(draft, event, ({ failures, lostWorkers }) => {
        return { status: 'queued', attempt: event.attempt + 1, failures: failures + 1, lostWorkers };
      });
    case 'AttemptExpired':
      patchRun(draft, event, { version });
      return patchTask(draft, event, ({ failures }) => {
        return { status: 'queued', attempt: event.attempt + 1, failures, lostWorkers: event.lostWorkers };
      });
    case 'TaskCompleted':
      return complete(draft, event, version);
    case 'TaskDied': // its run goes with the `RunFailed` behind it
    case 'RunEnded': // and this one with the `DocumentParsed`
      return patchRun(draft, event, { version });
    case 'RunFailed':
      return fail(draft, event, version);
    case 'RunCancelled':
      removeRun(draft, runId);
      return patchDocument(draft, documentId, (document) => (document.openRun === runId ? { openRun: undefined } : {}));
    case 'DocumentParsed':
      return show(draft, event);
    case 'DeadLetterDiscarded':
      draft.remove('dead-letter', runId);
      return patchDocument(draft, documentId, (document) => (document.deadLetter === runId ? { deadLetter: undefined } : {}));
  }
}

function request(draft: Draft, event: ParsingRequested, version: number): void {
  const { documentId, runId, run: number, revision, priority, keepEdits } = event;
  const document = draft.get('document', documentId);
  if (document === undefined) return;
  if (document.openRun !== undefined) removeRun(draft, document.openRun);
  if (document.deadLetter !== undefined) draft.remove('dead-letter', document.deadLetter);
  draft.put('document', documentId, { ...document, lastRun: number, openRun: runId, deadLetter: undefined });
  draft.put('run', runId, { version, documentId, number, revision, priority, keepEdits, windows: 0, openTasks: 1 });
  draft.put('task', taskKey(runId, planTaskId), fresh);
}

function complete(draft: Draft, event: TaskCompleted, version: number): void {
  const { runId, taskId, attempt, workerId, result, adds } = event;
  const run = draft.get('run', runId);
  const task = draft.get('task', taskKey(runId, taskId));
  if (run === undefined || task === undefined) return;
  const closes = task.status === 'completed' ? 0 : 1;
  draft.put('task', taskKey(runId, taskId), { status: 'completed', attempt, workerId, result });
  for (const window of adds) draft.put('task', taskKey(runId, window.taskId), fresh);
  draft.put('run', runId, { ...run, version, windows: run.windows + adds.length, openTasks: run.openTasks + adds.length - closes });
}

function fail(draft: Draft, { documentId, runId }: RunFailed, version: number): void {
  const run = draft.get('run', runId);
  if (run === undefined) return;
  removeRun(draft, runId);
  draft.put('dead-letter', runId, { version, documentId, priority: run.priority, keepEdits: run.keepEdits });
  patchDocument(draft, documentId, () => ({ openRun: undefined, deadLetter: runId }));
}

function show(draft: Draft, { documentId, runId, run, chunks, keepEdits }: DocumentParsed): void {
  removeRun(draft, runId);
  patchDocument(draft, documentId, (document) => {
    if (!keepEdits) dropEdits(draft, documentId, document);
    const newestEdit = keepEdits ? document.newestEdit : undefined;
    return { openRun: undefined, visibleRun: run, visibleChunks: chunks, newestEdit };
  });
}

function patchRun(draft: Draft, { runId }: ParseRunEvent, changes: Partial<ParseRun>): void {
  const run = draft.get('run', runId);
  if (run !== undefined) draft.put('run', runId, { ...run, ...changes });
}

type OpenTask = Extract<Task, { status: 'queued' | 'started' }>;

function patchTask(draft: Draft, { runId, taskId }: Pick<TaskCompleted, 'runId' | 'taskId'>, next: (task: OpenTask) => Task): void {
  const task = draft.get('task', taskKey(runId, taskId));
  if (task !== undefined && task.status !== 'completed') draft.put('task', taskKey(runId, taskId), next(task));
}

function patchDocument(draft: Draft, documentId: DocumentId, changes: (document: Document) => Partial<Document>): void {
  const document = draft.get('document', documentId);
  if (document !== undefined) draft.put('document', documentId, { ...document, ...changes(document) });
}
