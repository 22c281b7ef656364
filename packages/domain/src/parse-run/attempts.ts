import { accept, type Decision, reject, unchanged } from '../decision.ts';
import type { DocumentEntities } from '../entities.ts';
import { fingerprint } from '../fingerprint.ts';
import type { RunId, WorkerId } from '../ids.ts';
import type { DecisionContext, Scope } from '../scope.ts';
import type { CompleteTask, ExpireAttempt, FailAttempt, StartAttempt } from './commands.ts';
import { openRun, openTasksOf, taskIn } from './entities.ts';
import type { ParseRunEvent, TaskCompleted, TaskError } from './events.ts';
import { blockersOf, kindOf, type TaskBudget, type TaskKinds } from './kinds.ts';
import { foundWith, type ParseRun, type Task } from './parse-run.ts';
import { retryDelayMs } from './retry.ts';
import { mayAdd, placed, placeOf } from './tasks.ts';

export type AttemptRejection = 'run-superseded' | 'task-unknown' | 'task-not-ready' | 'attempt-superseded' | 'plan-invalid';
type AttemptDecision = Decision<ParseRunEvent, AttemptRejection>;

export type AttemptCommand = StartAttempt | CompleteTask | FailAttempt | ExpireAttempt;

/** A task of an open run. */
interface OpenTask {
  readonly runId: RunId;
  readonly run: ParseRun;
  readonly task: Task;
  readonly kind: string;
  readonly budget: TaskBudget;
  readonly kinds: TaskKinds;
}

export function decideAttempt(
  command: AttemptCommand,
  scope: Scope<DocumentEntities>,
  context: DecisionContext,
  kinds: TaskKinds,
): AttemptDecision {
  const found = openRun(scope, command);
  if (found === undefined) return reject('run-superseded');
  const task = taskIn(scope, found.runId, found.run, command.taskId);
  const { kind } = placeOf(command.taskId);
  const budget = kindOf(kinds, kind)?.budget;
  if (task === undefined || budget === undefined) return reject('task-unknown');
  const open: OpenTask = { ...found, task, kind, budget, kinds };
  switch (command.type) {
    case 'StartAttempt':
      return startAttempt(command, open);
    case 'CompleteTask':
      return completeTask(command, open);
    case 'FailAttempt':
      return failAttempt(command, open, context);
    case 'ExpireAttempt':
      return expireAttempt(command, open);
  }
}

/**
 * An attempt before its `retryAtMs` is not refused. The wait only spares the part that failed, no rule rests on it, and the orchestrator and the
 * owner have different clocks. The number of the attempt decides.
 */
function startAttempt(command: StartAttempt, { runId, run, task, kind, kinds }: OpenTask): AttemptDecision {
  if (heldBy(task, command) !== undefined) return unchanged; // our first answer was lost on its way
  if (task.status !== 'queued' || task.attempt !== command.attempt) return reject('attempt-superseded');
  for (const blocker of blockersOf(kinds, kind)) if ((run.tasks[blocker]?.open ?? 0) > 0) return reject('task-not-ready');
  return accept({ ...placeIn(command, runId), type: 'AttemptStarted', workerId: command.workerId });
}

function completeTask(command: CompleteTask, open: OpenTask): AttemptDecision {
  const { attempt, workerId, result, adds } = command;
  const { runId, run, task, kind, kinds } = open;
  if (task.status === 'completed' && task.attempt === attempt && task.artifactFingerprint === fingerprint(result.artifact))
    return unchanged;
  if (heldBy(task, command) === undefined) return reject('attempt-superseded');
  if (!mayAdd(kinds, kind, run, adds)) return reject('plan-invalid');
  const completed: TaskCompleted = { ...placeIn(command, runId), type: 'TaskCompleted', workerId, result, adds: placed(run, adds) };
  const isLast = openTasksOf(run) === 1 && adds.length === 0;
  return isLast ? endRun(command, open, completed) : accept(completed);
}

/** The run ends in the same batch as its last task. */
function endRun(command: CompleteTask, open: OpenTask, completed: TaskCompleted): AttemptDecision {
  const { datasetId, documentId, run: number } = command;
  const { runId, run } = open;
  const ended = { type: 'RunEnded', datasetId, documentId, run: number, runId } as const;
  if (documentId === undefined) return accept<ParseRunEvent>(completed, ended);
  const found = foundWith(run, command.result);
  // No window knows that all the others are empty too. The caller must not hear that an unread scan was read.
  if (found.chunks === 0) return die(command, open, textMissing);
  const { revision, keepEdits } = run;
  return accept<ParseRunEvent>(completed, ended, {
    type: 'DocumentParsed',
    datasetId,
    documentId,
    run: number,
    runId,
    revision,
    ...found,
    keepEdits,
  });
}

const textMissing: TaskError = { code: 'text-missing', message: 'The document holds no text.' };

function failAttempt(command: FailAttempt, open: OpenTask, { atMs, nowMs = atMs }: DecisionContext): AttemptDecision {
  const { workerId, error, retryable, jitter } = command;
  const held = heldBy(open.task, command);
  if (held === undefined) return reject('attempt-superseded');
  const failures = held.failures + 1;
  if (!retryable || failures >= open.budget.failedAttemptsMax) return die(command, open, error);
  const retryAtMs = nowMs + retryDelayMs(failures, jitter);
  return accept({ ...placeIn(command, open.runId), type: 'AttemptFailed', workerId, error, retryAtMs });
}

function expireAttempt(command: ExpireAttempt, open: OpenTask): AttemptDecision {
  const held = heldBy(open.task, command);
  if (held === undefined) return reject('attempt-superseded');
  const lostWorkers = held.lostWorkers + (command.givenBack === true ? 0 : 1);
  if (lostWorkers >= open.budget.lostWorkersMax) {
    return die(command, open, { code: 'worker-lost', message: `${lostWorkers} workers fell silent at this task` });
  }
  const alone = lostWorkers >= open.budget.lostWorkersUntilAlone;
  return accept({ ...placeIn(command, open.runId), type: 'AttemptExpired', workerId: command.workerId, lostWorkers, alone });
}

function die(command: CompleteTask | FailAttempt | ExpireAttempt, { runId }: OpenTask, error: TaskError): AttemptDecision {
  const { datasetId, documentId, run, taskId } = command;
  const died = { ...placeIn(command, runId), type: 'TaskDied', error } as const;
  return accept(died, { type: 'RunFailed', datasetId, documentId, run, runId, taskId, error });
}

type Place = Omit<StartAttempt, 'type' | 'workerId'>;

const placeIn = ({ datasetId, documentId, run, taskId, attempt }: Place, runId: RunId) => ({
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
