import { decodeBell, decodeProgress, taskPartitions, type WorkerSign } from '@ragtime/contracts/signals';
import { topics } from '@ragtime/domain';
import { partitionOf, type SignalMessage } from '@ragtime/event-log';
import { announce } from './announcements.ts';
import { type AbortReason, runAttempt } from './attempt/run-attempt.ts';
import { createBells } from './bells.ts';
import { createChunker } from './chunking/chunker.ts';
import type { ParseWorker, ParseWorkerOptions } from './options.ts';
import { progressPublisher } from './progress.ts';

const defaults = { leaseMs: 30_000, drainMs: 3_000 };

/** Hears doorbells, and works on as many attempts at a time as it has slots. Holds no state that outlives it: the log has it all. */
export async function startParseWorker(options: ParseWorkerOptions): Promise<ParseWorker> {
  const { workerId, slots, signals, machine, logger } = options;
  const { leaseMs = defaults.leaseMs, drainMs = defaults.drainMs } = options;
  const partition = options.partition ?? partitionOf(workerId, taskPartitions);
  const publish = progressPublisher(signals, logger);
  const bells = createBells(slots);
  const chunker = createChunker();
  const working = new Set<Promise<void>>();
  let isLeaving = false;

  const sign = (endedLastSecond: number): WorkerSign => ({
    type: 'worker',
    workerId,
    partition,
    slots,
    endedLastSecond,
    leaving: isLeaving,
    running: bells.running.map(({ bell: { runId, taskId, attempt }, startedAtMs }) => {
      return { runId, taskId, attempt, ageMs: Math.max(0, Math.round(machine.clock.monotonicMs() - startedAtMs)) };
    }),
  });

  function startWhatMay(): void {
    for (let next = bells.take(machine.clock.monotonicMs()); next !== undefined; next = bells.take(machine.clock.monotonicMs())) {
      const { bell, abort } = next;
      const attempt = runAttempt({ ...options, leaseMs, publish, chunker }, bell, abort.signal)
        .catch((error: unknown) => logger.error({ error, runId: bell.runId, taskId: bell.taskId }, 'an attempt ended in a way it must not'))
        .then(() => {
          working.delete(attempt);
          bells.ended(bell);
          announcements.slotFreed();
          startWhatMay();
        });
      working.add(attempt);
    }
  }

  function hearBell({ value }: SignalMessage): void {
    const bell = decodeBell(value);
    if (bell?.workerId !== workerId || isLeaving) return;
    bells.ring(bell, machine.clock.monotonicMs());
    startWhatMay();
  }

  function hearCancel({ value }: SignalMessage): void {
    const message = decodeProgress(value);
    if (message?.type !== 'cancel' || message.workerId !== workerId) return;
    bells.cancel(message)?.abort.abort('cancelled' satisfies AbortReason);
  }

  const subscriptions = [
    await signals.subscribe(topics.tasks, { partitions: [partition] }, hearBell),
    await signals.subscribe(topics.taskProgress, { partitions: 'all' }, hearCancel),
  ];
  const announcements = announce(machine, publish, sign);

  return {
    async stop() {
      isLeaving = true;
      bells.clearWaiting();
      publish(sign(0)); // no bell for this one from here on
      const tooLate = machine.timers.after(drainMs, () => {
        for (const { abort } of bells.running) abort.abort('leaving' satisfies AbortReason);
      });
      await Promise.all(working);
      tooLate.cancel();
      announcements.stop();
      await chunker.close();
      publish(sign(0));
      await Promise.all(subscriptions.map((subscription) => subscription.close().catch(() => undefined)));
    },
  };
}
