import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import type { Bell } from '@ragtime/contracts/signals';
import type { DocumentTopicCommand, NewTasks, TaskError, TaskResult, WorkerId } from '@ragtime/domain';
import type { Submission } from '@ragtime/event-log';

/**
 * The commands of one attempt. Each has one id for ever, made from run, task, attempt and worker, so that a command without an answer is sent again
 * under it.
 */
export interface AttemptCommands {
  start(): Submission<DocumentTopicCommand>;
  complete(result: TaskResult, adds: readonly NewTasks[]): Submission<DocumentTopicCommand>;
  fail(error: TaskError, options: { readonly retryable: boolean; readonly jitter: number }): Submission<DocumentTopicCommand>;
  /** Sent by a worker that leaves, so that the lease need not run out. It counts neither as a lost worker nor as the task's own error. */
  giveBack(): Submission<DocumentTopicCommand>;
}

/** @param workerId the worker of the attempt. @param traceParent of the attempt's own span */
export function attemptCommands(bell: Bell, workerId: WorkerId, traceParent: string | undefined): AttemptCommands {
  const { datasetId, documentId, run, runId, taskId, attempt, tenantId, correlationId } = bell;
  const place = { datasetId, documentId, run, taskId, attempt, workerId };
  const submission = (command: DocumentTopicCommand, { remembered = false, name = command.type as string } = {}) =>
    internalSubmission({
      command,
      commandId: commandIdFrom(name, runId, taskId, attempt, workerId),
      actor: { kind: 'worker', workerId },
      tenantId,
      correlationId,
      remembered,
      traceParent,
    });
  return {
    // The rules answer a second start by the same worker like the first: no memory is needed.
    start: () => submission({ type: 'StartAttempt', ...place }),
    // The last completion ends its run, which the rules forget. Only the memory of commands tells our repeat from another worker's result.
    complete: (result, adds) => submission({ type: 'CompleteTask', ...place, result, adds }, { remembered: true }),
    fail: (error, { retryable, jitter }) => submission({ type: 'FailAttempt', ...place, error, retryable, jitter }),
    // The orchestrator's own `ExpireAttempt` means something else, and so has another id.
    giveBack: () => submission({ type: 'ExpireAttempt', ...place, givenBack: true }, { name: 'GiveBack' }),
  };
}
