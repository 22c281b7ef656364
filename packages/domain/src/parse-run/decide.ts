import type { OpenDataset } from '../dataset/dataset.ts';
import { type Decision, reject } from '../decision.ts';
import type { DocumentEntities } from '../entities.ts';
import type { DecisionContext, Scope } from '../scope.ts';
import {
  type AttemptDecision,
  type AttemptRejection,
  completeTask,
  expireAttempt,
  failAttempt,
  type OpenTask,
  startAttempt,
} from './attempts.ts';
import type { CompleteTask, ExpireAttempt, FailAttempt, ParseRunCommand, StartAttempt } from './commands.ts';
import { type DeadLetterRejection, discardDeadLetter, replayDeadLetter } from './dead-letters.ts';
import type { ParseRunEvent } from './events.ts';
import { taskKey } from './parse-run.ts';
import { cancelParsing, type RequestRejection, requestParsing } from './requests.ts';

export type ParseRunRejection = RequestRejection | AttemptRejection | DeadLetterRejection | 'run-superseded' | 'task-unknown';

export function decideParseRun(
  command: ParseRunCommand,
  scope: Scope<DocumentEntities>,
  context: DecisionContext,
  dataset: OpenDataset,
): Decision<ParseRunEvent, ParseRunRejection> {
  switch (command.type) {
    case 'RequestParsing':
      return requestParsing(command, scope, dataset);
    case 'CancelParsing':
      return cancelParsing(command, scope);
    case 'ReplayDeadLetter':
      return replayDeadLetter(command, scope, dataset);
    case 'DiscardDeadLetter':
      return discardDeadLetter(command, scope);
    default:
      return decideAttempt(command, scope, context);
  }
}

type AttemptCommand = StartAttempt | CompleteTask | FailAttempt | ExpireAttempt;

function decideAttempt(
  command: AttemptCommand,
  scope: Scope<DocumentEntities>,
  context: DecisionContext,
): Decision<ParseRunEvent, ParseRunRejection> {
  const runId = scope.get('document', command.documentId)?.openRun;
  const run = runId === undefined ? undefined : scope.get('run', runId);
  if (runId === undefined || run?.number !== command.run) return reject('run-superseded');
  const task = scope.get('task', taskKey(runId, command.taskId));
  if (task === undefined) return reject('task-unknown');
  return attemptDecision(command, { runId, run, task }, scope, context);
}

function attemptDecision(
  command: AttemptCommand,
  open: OpenTask,
  scope: Scope<DocumentEntities>,
  context: DecisionContext,
): AttemptDecision {
  switch (command.type) {
    case 'StartAttempt':
      return startAttempt(command, open);
    case 'CompleteTask':
      return completeTask(command, open, scope);
    case 'FailAttempt':
      return failAttempt(command, open, context);
    case 'ExpireAttempt':
      return expireAttempt(command, open);
  }
}
