import type { Bell, ProgressMessage } from '@ragtime/contracts/signals';
import { type DomainEvent, placeOf, planTaskId } from '@ragtime/domain';
import { type Outcome, untilAnswered } from '@ragtime/event-log';
import type { Embedder } from '@ragtime/models';
import { noTracing } from '@ragtime/runtime';
import type { Chunker } from '../chunking/chunker.ts';
import type { ParseWorkerOptions, TaskBus } from '../options.ts';
import { progressOf } from '../progress.ts';
import { taskArtifacts } from '../work/artifacts.ts';
import { doTask } from '../work/handlers.ts';
import { keepWhatWasMade } from '../work/manifest.ts';
import { lazyOriginal } from '../work/original.ts';
import { stepLedger } from '../work/steps.ts';
import type { Task, TaskDone } from '../work/task.ts';
import { attemptCommands } from './commands.ts';
import { asFailure, TaskFailure } from './failure.ts';

/** Why the work on an attempt was aborted. */
export type AbortReason = 'cancelled' | 'leaving';

export type AttemptEnd =
  /** Another worker has the attempt, or the run is over: the bell was late or rung twice. */
  | 'not-started'
  | 'completed'
  | 'failed'
  /**
   * The log took neither result nor failure: another attempt counts by now, or no answer came. Its artifacts stay, because another attempt may use
   * them.
   */
  | 'refused'
  | 'cancelled'
  | 'given-back';

type Needs = Pick<
  ParseWorkerOptions,
  'workerId' | 'bus' | 'blobs' | 'parser' | 'embedders' | 'handlers' | 'machine' | 'logger' | 'tracing'
> & {
  readonly leaseMs: number;
  readonly chunker: Chunker;
  readonly publish: (message: ProgressMessage) => void;
};

interface OneAttempt {
  readonly bell: Bell;
  /** Aborts the work with an `AbortReason`. */
  readonly signal: AbortSignal;
  /** Called when the log has answered whether the attempt is started: no other worker need hear the bell. */
  readonly onAnswered: () => void;
}

/** Works from the doorbell to the last answer. Never rejects. */
export async function runAttempt(needs: Needs, one: OneAttempt): Promise<AttemptEnd> {
  const { bell } = one;
  const { taskId, attempt, runId } = bell;
  const span = (needs.tracing ?? noTracing).begin(`attempt of a ${placeOf(taskId).kind}`, {
    parent: bell.traceParent,
    kind: 'consumer',
    attributes: { 'ragtime.run.id': runId, 'ragtime.task.id': taskId, 'ragtime.attempt': attempt },
  });
  const end = await attemptIt(needs, one, span.traceParent);
  span.set({ 'ragtime.attempt.end': end });
  span.end(end === 'failed' ? 'the attempt failed' : undefined);
  return end;
}

async function attemptIt(needs: Needs, { bell, signal, onAnswered }: OneAttempt, traceParent: string | undefined): Promise<AttemptEnd> {
  const { machine, logger, workerId } = needs;
  const { runId, taskId, attempt } = bell;
  const commands = attemptCommands(bell, workerId, traceParent);
  // These commands must be sent even after the work was aborted. They have a time limit instead of the signal.
  const never = new AbortController().signal;
  const send = (submission: ReturnType<typeof commands.start>, until = never) =>
    untilAnswered(unknownWhenBroken(needs.bus), submission, { machine, withinMs: needs.leaseMs, signal: until });
  try {
    const started = await send(commands.start(), signal);
    if (!signal.aborted) onAnswered();
    if (!isOurs(started)) return 'not-started';
    const done = await work(needs, bell, signal);
    const completed = await send(commands.complete(done.result, done.adds));
    if (isOurs(completed)) return 'completed';
    logger.info({ runId, taskId, attempt, outcome: completed.kind }, 'a result was refused');
    if (!isPlanRefused(completed)) return 'refused';
    throw new TaskFailure('plan-invalid', 'The plan of the document makes no sense.', { retryable: false });
  } catch (cause) {
    if (signal.aborted && signal.reason === 'cancelled') return 'cancelled';
    if (signal.aborted) {
      await send(commands.giveBack());
      return 'given-back';
    }
    const { error, retryable } = asFailure(cause);
    logger.warn({ runId, taskId, attempt, code: error.code, error: cause }, 'an attempt failed');
    const failed = await send(commands.fail(error, { retryable, jitter: machine.random.next() }));
    return isOurs(failed) ? 'failed' : 'refused';
  }
}

type TaskOutcome = Outcome<DomainEvent, string>;

/** A bus that throws may have sent the command. */
const unknownWhenBroken = (bus: TaskBus): TaskBus => ({
  submit: (submission) => bus.submit(submission).catch((): TaskOutcome => ({ kind: 'unknown', commandId: submission.commandId })),
});

const isOurs = ({ kind }: TaskOutcome): boolean => kind === 'accepted' || kind === 'duplicate' || kind === 'unchanged';

function isPlanRefused(outcome: TaskOutcome): boolean {
  if (outcome.kind === 'rejected') return outcome.reason === 'plan-invalid';
  return outcome.kind === 'unavailable' && outcome.cause === 'command-too-large';
}

async function work(needs: Needs, bell: Bell, signal: AbortSignal): Promise<TaskDone> {
  const { blobs, parser, machine, logger } = needs;
  const embedder = embedderOf(needs.embedders, bell);
  const { tenantId, datasetId, documentId, taskId } = bell;
  const artifacts = taskArtifacts({ blobs, machine, logger, signal }, `${tenantId}/${datasetId}/${documentId}`, taskId);
  const earlier = new Map(await artifacts.earlierSteps(planTaskId));
  if (taskId !== planTaskId) for (const [digest, step] of await artifacts.earlierSteps(taskId)) earlier.set(digest, step);
  const original = lazyOriginal(blobs, bell, signal);
  const reportProgress = progressOf(bell, needs.workerId, machine.clock, needs.publish);
  const steps = stepLedger(artifacts, earlier);
  const { chunker } = needs;
  const { timers } = machine;
  const task: Task = {
    bell,
    blobs,
    parser,
    chunker,
    embedder,
    timers,
    artifacts,
    steps,
    original: () => original.get(),
    reportProgress,
    signal,
  };
  try {
    signal.throwIfAborted();
    return await doTask(task, needs.handlers);
  } catch (cause) {
    if (!(signal.aborted && signal.reason === 'cancelled')) {
      await keepWhatWasMade(task).catch((error: unknown) =>
        logger.warn({ error }, 'what a failed attempt made was not kept; the next attempt makes it again'),
      );
    }
    throw cause;
  } finally {
    // An artifact that is written after its attempt is over would come after the deletion of its document.
    await artifacts.settled();
    await original.release();
  }
}

function embedderOf(embedders: readonly Embedder[], { settings }: Bell): Embedder {
  const embedder = embedders.find(({ modelId }) => modelId === settings.embeddingModel);
  if (embedder !== undefined) return embedder;
  throw new TaskFailure('embedding-failed', `This worker has no embedding model ${settings.embeddingModel}.`, { retryable: false });
}
