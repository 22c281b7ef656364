import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import { decodeProgress, encodeSignal, type ProgressMessage, progressPartitions, type WorkerSign } from '@ragtime/contracts/signals';
import { type DocumentTopicEvent, topics, type WorkerId } from '@ragtime/domain';
import { type Meta, partitionOf, type SignalMessage } from '@ragtime/event-log';
import type { Timer } from '@ragtime/runtime';
import type { Documents } from '../documents/documents.ts';
import type { OrchestratorLimits, OrchestratorOptions } from '../options.ts';
import { createLeases } from './leases.ts';
import { createOpenWork, type WorkChange } from './open-work.ts';
import { type QueuesView, viewOf } from './queues-view.ts';
import { createRinger } from './ringer.ts';
import { createSeats } from './seats.ts';
import type { OpenRun, RunningTask } from './tasks.ts';

type Needs = Pick<OrchestratorOptions, 'bus' | 'signals' | 'machine' | 'logger' | 'onAlarm' | 'isCertainlyGone' | 'kinds'>;

/** Rings for tasks, notifies workers of cancelled attempts, and takes attempts away from workers that fell silent. */
export interface WorkManager {
  apply(event: DocumentTopicEvent, meta: Meta): void;
  /** Acts on the batch that was folded. */
  act(): void;
  tick(): void;
  /** Called when the log was read to its end again. */
  startAnew(): void;
  queues(): QueuesView;
  start(): Promise<void>;
  stop(): Promise<void>;
}

type Attempt = Pick<WorkerSign['running'][number], 'runId' | 'taskId' | 'attempt'>;

/** An attempt that a worker shows and the log does not know for longer than this is cancelled once more, because the first notice was lost. */
const unknownAttemptMs = 3_000;

export function createWorkManager(
  needs: Needs,
  limits: OrchestratorLimits,
  documents: Documents,
  keeping: { readonly mayAct: boolean },
): WorkManager {
  const { bus, signals, machine, logger } = needs;
  const work = createOpenWork(documents, needs.kinds);
  const ringer = createRinger(limits);
  const seats = createSeats(limits.workerSilentMs);
  const leases = createLeases(limits, (workerId, atMs) => needs.isCertainlyGone?.(workerId) === true || seats.isTaken(workerId, atMs));
  const expiring = new Set<Promise<void>>();
  let alarmedAtMs = Number.NEGATIVE_INFINITY;
  let tickedAtMs = Number.NEGATIVE_INFINITY;
  let timer: Timer | undefined;
  let subscription: { close(): Promise<void> } | undefined;

  const times = () => ({ nowMs: machine.clock.nowMs(), monotonicMs: machine.clock.monotonicMs() });
  const lost = (error: unknown) => logger.warn({ error }, 'a signal to the workers could not be sent; a later one makes up for it');

  function cancel(workerId: WorkerId, { runId, taskId, attempt }: Attempt): void {
    const value = encodeSignal({ type: 'cancel', workerId, runId, taskId, attempt });
    signals.publish(topics.taskProgress, { key: runId, partition: partitionOf(runId, progressPartitions), value }).catch(lost);
  }

  function tellCutOff(changes: readonly WorkChange[]): void {
    for (const change of changes) {
      if (change.kind !== 'ended' || !change.wasCutOff || change.task.status !== 'running') continue;
      const { workerId, taskId, attempt } = change.task;
      cancel(workerId, { runId: change.run.runId, taskId, attempt });
    }
  }

  function act(): void {
    timer?.cancel();
    timer = undefined;
    if (!keeping.mayAct) return;
    for (const { bell, partition } of ringer.next(times())) {
      signals.publish(topics.tasks, { key: bell.runId, partition, value: encodeSignal(bell) }).catch(lost);
    }
    const untilMs = ringer.untilNextMs(times());
    if (untilMs !== undefined) timer = machine.timers.after(untilMs, act);
  }

  /** Cancels only attempts that are old enough for the log to know them. */
  function cancelUnknown({ workerId, running }: WorkerSign): void {
    if (!keeping.mayAct) return;
    for (const { runId, taskId, attempt, ageMs } of running) {
      if (ageMs > unknownAttemptMs && !leases.holds({ runId, taskId, attempt, workerId })) cancel(workerId, { runId, taskId, attempt });
    }
  }

  function hear(message: ProgressMessage | undefined): void {
    if (message === undefined || message.type === 'cancel') return;
    if (message.type === 'progress') return leases.hearProgress(message, machine.clock.monotonicMs());
    leases.hear(message, machine.clock.monotonicMs());
    seats.hear(message.workerId, machine.clock.monotonicMs());
    ringer.hear(message, times());
    cancelUnknown(message);
    act();
  }

  async function expire(run: OpenRun, { key, taskId, attempt, workerId }: RunningTask): Promise<void> {
    const { datasetId, documentId, runId, tenantId, correlationId } = run;
    const outcome = await bus.submit(
      internalSubmission({
        command: { type: 'ExpireAttempt', datasetId, documentId, run: run.run, taskId, attempt, workerId },
        commandId: commandIdFrom('ExpireAttempt', runId, taskId, attempt, workerId),
        actor: { kind: 'orchestrator' },
        tenantId,
        correlationId,
      }),
    );
    logger.warn({ runId, taskId, attempt, workerId, outcome: outcome.kind }, 'the attempt of a silent worker was expired');
    // If the log took the expiry, it comes back as an event. If the log refused it, that event came already. Any other outcome is tried again.
    if (outcome.kind === 'unknown' || outcome.kind === 'unavailable') leases.giveBack(key);
  }

  /** Judges silence up to the tick before. After a pause the timer comes first, and the messages of the pause are still unread. */
  function expireSilent(): void {
    const { expired, held } = leases.silent(tickedAtMs);
    tickedAtMs = machine.clock.monotonicMs();
    for (const { run, task } of expired) {
      const expiry = expire(run, task)
        .catch((error: unknown) => {
          leases.giveBack(task.key);
          logger.error({ error, key: task.key }, 'a silent attempt could not be expired; it is tried again');
        })
        .then(() => void expiring.delete(expiry));
      expiring.add(expiry);
    }
    if (held === 0 || machine.clock.monotonicMs() - alarmedAtMs < limits.leaseMs) return;
    alarmedAtMs = machine.clock.monotonicMs();
    needs.onAlarm?.({ kind: 'too-many-expired', running: leases.running, silent: held });
  }

  return {
    apply(event, meta) {
      const changes = work.apply(event, meta);
      if (changes.length === 0) return;
      ringer.follow(changes, times());
      leases.follow(changes, machine.clock.monotonicMs());
      if (keeping.mayAct) tellCutOff(changes);
    },
    act,
    tick() {
      if (!keeping.mayAct) return;
      expireSilent();
      act();
    },
    startAnew() {
      leases.startAnew(machine.clock.monotonicMs());
      seats.startAnew();
      act();
    },
    queues: () => viewOf(ringer, leases, times()),
    async start() {
      const handler = ({ value }: SignalMessage) => hear(decodeProgress(value));
      subscription = await signals.subscribe(topics.taskProgress, { partitions: 'all' }, handler);
    },
    async stop() {
      timer?.cancel();
      await subscription?.close();
      await Promise.all(expiring);
    },
  };
}
