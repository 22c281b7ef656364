import { decodeBell, decodeProgress, type WorkerSign, workerGroup } from '@ragtime/contracts/signals';
import { topics } from '@ragtime/domain';
import { promptPartitions, type SignalMessage } from '@ragtime/event-log';
import { announce } from './announcements.ts';
import { type AbortReason, runAttempt } from './attempt/run-attempt.ts';
import { createBells } from './bells.ts';
import { createChunker } from './chunking/chunker.ts';
import type { ParseWorker, ParseWorkerOptions } from './options.ts';
import { progressPublisher } from './progress.ts';

const defaults = { leaseMs: 30_000, drainMs: 3_000 };

/**
 * A member of the group that shares the topic of doorbells. It works on as many attempts at a time as it has slots. It holds no state that outlives
 * it: the log has everything.
 */
export async function startParseWorker(options: ParseWorkerOptions): Promise<ParseWorker> {
  const { workerId, slots, slotsFor, signals, machine, logger } = options;
  const { leaseMs = defaults.leaseMs, drainMs = defaults.drainMs } = options;
  const publish = progressPublisher(signals, logger);
  const bells = createBells(slots);
  const chunker = createChunker();
  const working = new Set<Promise<void>>();
  let isLeaving = false;
  let partitions: readonly number[] = [];

  const sign = (endedLastSecond: number): WorkerSign => ({
    type: 'worker',
    workerId,
    partitions: partitions.slice(0, promptPartitions),
    slots,
    ...(slotsFor === undefined ? {} : { slotsFor }),
    endedLastSecond,
    leaving: isLeaving,
    running: bells.running.map(({ bell: { runId, taskId, attempt }, startedAtMs }) => {
      return { runId, taskId, attempt, ageMs: Math.max(0, Math.round(machine.clock.monotonicMs() - startedAtMs)) };
    }),
  });

  function startWhatMay(): void {
    for (let next = bells.take(machine.clock.monotonicMs()); next !== undefined; next = bells.take(machine.clock.monotonicMs())) {
      const { bell, abort, answered } = next;
      const attempt = runAttempt({ ...options, leaseMs, publish, chunker }, { bell, signal: abort.signal, onAnswered: answered })
        .catch((error: unknown) =>
          logger.error(
            { error, runId: bell.runId, taskId: bell.taskId },
            'an attempt ended with an unexpected error; its lease runs out and another attempt follows',
          ),
        )
        .then(() => {
          working.delete(attempt);
          if (!isLeaving) answered();
          bells.ended(bell);
          announcements.slotFreed();
          startWhatMay();
        });
      working.add(attempt);
    }
  }

  /** Hands the bell to a slot and returns, so that the group's heartbeats never wait for a task. */
  function hearBell({ value }: SignalMessage, settle: () => void): void {
    if (isLeaving) return; // the next worker with this partition hears it again
    const bell = decodeBell(value);
    if (bell === undefined) return settle();
    bells.ring(bell, settle, machine.clock.monotonicMs());
    startWhatMay();
  }

  function hearCancel({ value }: SignalMessage): void {
    const message = decodeProgress(value);
    if (message?.type !== 'cancel' || message.workerId !== workerId) return;
    bells.cancel(message)?.abort.abort('cancelled' satisfies AbortReason);
  }

  const cancels = await signals.subscribe(topics.taskProgress, { partitions: 'all' }, hearCancel);
  // The sign goes out before the worker joins. The group may wait for a member that died, and the sign shows at once that this worker has its seat.
  const announcements = announce(machine, publish, (endedLastSecond) => {
    bells.dropLate(machine.clock.monotonicMs());
    return sign(endedLastSecond);
  });
  const onAssigned = (assigned: readonly number[]): void => {
    partitions = assigned;
    announcements.moved();
  };
  const membership = await signals.join(topics.tasks, { group: workerGroup, memberId: workerId, onAssigned }, hearBell);

  return {
    partitions: () => partitions,
    async stop() {
      isLeaving = true;
      bells.leaveWaiting();
      publish(sign(0)); // from now on this worker gets no bell
      const left = membership.close().catch(() => undefined);
      const tooLate = machine.timers.after(drainMs, () => {
        for (const { abort } of bells.running) abort.abort('leaving' satisfies AbortReason);
      });
      await Promise.all(working);
      tooLate.cancel();
      announcements.stop();
      await chunker.close();
      publish(sign(0));
      await Promise.all([left, cancels.close().catch(() => undefined)]);
    },
  };
}
