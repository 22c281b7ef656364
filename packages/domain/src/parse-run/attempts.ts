import { accept, type Decision, reject, unchanged } from '../decision.ts';
import type { DocumentEntities } from '../entities.ts';
import type { RunId, WorkerId } from '../ids.ts';
import { failedAttemptsMax, lostWorkersMax, lostWorkersUntilAlone } from '../limits.ts';
import type { DecisionContext, Scope } from '../scope.ts';
import type { CompleteTask, ExpireAttempt, FailAttempt, StartAttempt } from './commands.ts';
import { taskIdsOf } from './entities.ts';
import type { DocumentParsed, ParseRunEvent, TaskError, TaskResult } from './events.ts';
import { type ParseRun, type Task, taskKey } from './parse-run.ts';
import { retryDelayMs } from './retry.ts';
import { areWindowsValid, planTaskId } from './tasks.ts';

export type AttemptRejection = 'attempt-superseded' | 'plan-invalid';
export type AttemptDecision = Decision<ParseRunEvent, AttemptRejection>;

/** A task of the document's open run. */
export interface OpenTask {
  readonly runId: RunId;
  readonly run: ParseRun;
  readonly task: Task;
}

/**
 * An attempt before its `retryAtMs` is not refused: the wait spares whatever failed, no rule rests on it, and the one who
 * rings and the one who decides have different clocks. Its number decides.
 */
export function startAttempt(command: StartAttempt, { runId, task }: OpenTask): AttemptDecision {
  if (heldBy(task, command) !== undefined) return unchanged; // our first answer was lost on its way
  if (task.status !== 'queued' || task.attempt !== command.attempt) return reject('attempt-superseded');
  return accept({ ...placeOf(command, runId), type: 'AttemptStarted', workerId: command.workerId });
}

export function completeTask(command: CompleteTask, open: OpenTask, scope: Scope<DocumentEntities>): AttemptDecision {
  const { taskId, attempt, workerId, result, adds } = command;
  const { runId, run, task } = open;
  if (task.status === 'completed' && task.attempt === attempt && task.result.artifact === result.artifact) return unchanged;
  if (heldBy(task, command) === undefined) return reject('attempt-superseded');
  if (adds.length > 0 && (taskId !== planTaskId || !areWindowsValid(adds))) return reject('plan-invalid');
  const completed = { ...placeOf(command, runId), type: 'TaskCompleted', workerId, result, adds } as const;
  if (run.openTasks > 1 || adds.length > 0) return accept(completed);
  const { datasetId, documentId, run: number } = command;
  const whole = parsed(command, open, scope);
  // No window knows that all the others are empty too. Whoever asks must not be told that a scan was read.
  if (whole.chunks === 0) return die(command, open, textMissing);
  return accept<ParseRunEvent>(completed, { type: 'RunEnded', datasetId, documentId, run: number, runId }, whole);
}

const textMissing: TaskError = { code: 'text-missing', message: 'The document holds no text.' };

/** What the run made: its windows' results, or its plan's where that did the whole work. */
function parsed(
  { datasetId, documentId, taskId, result }: CompleteTask,
  { runId, run }: OpenTask,
  scope: Scope<DocumentEntities>,
): DocumentParsed {
  const results: TaskResult[] = [];
  for (const id of taskIdsOf(run)) {
    if (id === planTaskId && run.windows > 0) continue;
    const task = scope.get('task', taskKey(runId, id));
    if (id === taskId) results.push(result);
    else if (task?.status === 'completed') results.push(task.result);
    else throw new Error(`run ${runId} counts no other open task, but ${id} is not completed`);
  }
  const sum = (of: (result: TaskResult) => number) => results.reduce((total, one) => total + of(one), 0);
  return {
    type: 'DocumentParsed',
    datasetId,
    documentId,
    run: run.number,
    runId,
    revision: run.revision,
    results,
    chunks: sum((one) => one.chunks),
    tokens: sum((one) => one.tokens),
    pages: sum((one) => one.pages),
    keepEdits: run.keepEdits,
  };
}

export function failAttempt(command: FailAttempt, open: OpenTask, { atMs }: DecisionContext): AttemptDecision {
  const { workerId, error, retryable, jitter } = command;
  const held = heldBy(open.task, command);
  if (held === undefined) return reject('attempt-superseded');
  const failures = held.failures + 1;
  if (!retryable || failures >= failedAttemptsMax) return die(command, open, error);
  const retryAtMs = atMs + retryDelayMs(failures, jitter);
  return accept({ ...placeOf(command, open.runId), type: 'AttemptFailed', workerId, error, retryAtMs });
}

export function expireAttempt(command: ExpireAttempt, open: OpenTask): AttemptDecision {
  const held = heldBy(open.task, command);
  if (held === undefined) return reject('attempt-superseded');
  const lostWorkers = held.lostWorkers + (command.givenBack === true ? 0 : 1);
  if (lostWorkers >= lostWorkersMax) {
    return die(command, open, { code: 'worker-lost', message: `${lostWorkers} workers fell silent at this task` });
  }
  const alone = lostWorkers >= lostWorkersUntilAlone;
  return accept({ ...placeOf(command, open.runId), type: 'AttemptExpired', workerId: command.workerId, lostWorkers, alone });
}

function die(command: CompleteTask | FailAttempt | ExpireAttempt, { runId }: OpenTask, error: TaskError): AttemptDecision {
  const { datasetId, documentId, run, taskId } = command;
  const died = { ...placeOf(command, runId), type: 'TaskDied', error } as const;
  return accept(died, { type: 'RunFailed', datasetId, documentId, run, runId, taskId, error });
}

type Place = Omit<StartAttempt, 'type' | 'workerId'>;

const placeOf = ({ datasetId, documentId, run, taskId, attempt }: Place, runId: RunId) => ({
  datasetId,
  documentId,
  run,
  runId,
  taskId,
  attempt,
});

function heldBy(task: Task, { attempt, workerId }: { readonly attempt: number; readonly workerId: WorkerId }) {
  return task.status === 'started' && task.attempt === attempt && task.workerId === workerId ? task : undefined;
}
