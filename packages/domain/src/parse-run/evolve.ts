import { dropEdits } from '../chunk/edits.ts';
import type { Document } from '../document/document.ts';
import type { DocumentEntities } from '../entities.ts';
import { fingerprint } from '../fingerprint.ts';
import type { DocumentId } from '../ids.ts';
import type { EvolveContext, ScopeDraft } from '../scope.ts';
import { removeRun, taskIn } from './entities.ts';
import type { DatasetRunRequested, DocumentParsed, ParseRunEvent, ParsingRequested, RunFailed, TaskCompleted } from './events.ts';
import { type Found, foundWith, type ParseRun, type Task, type TasksOfKind, taskKey } from './parse-run.ts';
import { placeOf, planTaskId } from './tasks.ts';

type Draft = ScopeDraft<DocumentEntities>;

/** The fold uses no table of kinds: events of a kind that this code does not know fold like any other. */
export function evolveParseRun(draft: Draft, event: ParseRunEvent, { version }: EvolveContext): void {
  if (event.type === 'DatasetRunRequested') return requestOfDataset(draft, event, version);
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
    case 'TaskDied': // its run is removed by the `RunFailed` after it
      return patchRun(draft, event, { version });
    case 'RunEnded': // the run of a document is removed by the `DocumentParsed` after it
      return documentId === undefined ? removeRun(draft, runId) : patchRun(draft, event, { version });
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

const nothingFound: Found = { parts: 0, chunks: 0, tokens: 0, pages: 0 };
const oneTask: TasksOfKind = { count: 1, open: 1, isNumbered: false };

function request(draft: Draft, event: ParsingRequested, version: number): void {
  const { documentId, runId, run: number, revision, priority, keepEdits } = event;
  const document = draft.get('document', documentId);
  if (document === undefined) return;
  if (document.openRun !== undefined) removeRun(draft, document.openRun);
  if (document.deadLetter !== undefined) draft.remove('dead-letter', document.deadLetter);
  draft.put('document', documentId, { ...document, lastRun: number, openRun: runId, deadLetter: undefined });
  const tasks = { [planTaskId]: oneTask };
  draft.put('run', runId, { version, documentId, number, revision, priority, keepEdits, tasks, found: nothingFound });
}

function requestOfDataset(draft: Draft, event: DatasetRunRequested, version: number): void {
  const { datasetId, runId, run: number, kind, priority } = event;
  const dataset = draft.get('dataset', datasetId);
  if (dataset?.status !== 'open') return;
  draft.put('dataset', datasetId, { ...dataset, lastRun: number });
  draft.put('dataset-run', String(number), { runId, kind });
  const ofDataset = { documentId: undefined, revision: 0, keepEdits: true };
  draft.put('run', runId, { version, ...ofDataset, number, priority, tasks: { [kind]: oneTask }, found: nothingFound });
}

function complete(draft: Draft, event: TaskCompleted, version: number): void {
  const { runId, taskId, attempt, result } = event;
  const run = draft.get('run', runId);
  const task = run === undefined ? undefined : taskIn(draft, runId, run, taskId);
  if (run === undefined || task === undefined || task.status === 'completed') return;
  draft.put('task', taskKey(runId, taskId), { status: 'completed', attempt, artifactFingerprint: fingerprint(result.artifact) });
  draft.put('run', runId, { ...run, version, tasks: tasksAfter(run, event), found: foundWith(run, result) });
}

function tasksAfter(run: ParseRun, { taskId, adds }: TaskCompleted): ParseRun['tasks'] {
  const { kind } = placeOf(taskId);
  const tasks: Record<string, TasksOfKind> = { ...run.tasks };
  const closed = tasks[kind];
  if (closed !== undefined) tasks[kind] = { ...closed, open: closed.open - 1 };
  for (const added of adds) {
    const { count, open } = tasks[added.kind] ?? { count: 0, open: 0 };
    const more = Math.max(added.windows.length, 1);
    tasks[added.kind] = { count: count + more, open: open + more, isNumbered: added.windows.length > 0 };
  }
  return tasks;
}

/** A run of a dataset leaves no dead letter: a caller that wants its result requests another run. */
function fail(draft: Draft, { documentId, runId }: RunFailed, version: number): void {
  const run = draft.get('run', runId);
  if (run === undefined) return;
  removeRun(draft, runId);
  if (documentId === undefined) return;
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
  const run = draft.get('run', runId);
  const task = run === undefined ? undefined : taskIn(draft, runId, run, taskId);
  if (task !== undefined && task.status !== 'completed') draft.put('task', taskKey(runId, taskId), next(task));
}

function patchDocument(draft: Draft, documentId: DocumentId | undefined, changes: (document: Document) => Partial<Document>): void {
  const document = documentId === undefined ? undefined : draft.get('document', documentId);
  if (documentId !== undefined && document !== undefined) draft.put('document', documentId, { ...document, ...changes(document) });
}
