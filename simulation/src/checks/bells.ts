import { decodeBell, decodeProgress } from '@ragtime/contracts/signals';
import { type DomainCommand, type DomainEvent, topics } from '@ragtime/domain';
import { type CommandBus, promptPartitions, type Signals } from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';

type Bus = CommandBus<DomainCommand, DomainEvent, string>;

/** A worker may drop a bell that has waited for this time, since it was rung elsewhere by then. */
const bellAgeMaxMs = 2_000;

/**
 * The parts of a worker, wrapped so that a check can watch it. Reports when the worker settles a bell although its attempt was not begun,
 * refused, cancelled or too late; and when the worker announces other partitions than the group has given it.
 */
export function watchBells(
  { bus, signals }: { readonly bus: Bus; readonly signals: Signals },
  { clock, onViolation }: Pick<Machine, 'clock'> & { readonly onViolation: (what: string) => void },
): { readonly bus: Bus; readonly signals: Signals } {
  /** By run or document, task and attempt. */
  const answered = new Set<string>();
  const cancelled = new Set<string>();
  let assigned: readonly number[] = [];

  return {
    bus: {
      async submit(submission) {
        const { command } = submission;
        try {
          return await bus.submit(submission);
        } finally {
          if (command.type === 'StartAttempt') answered.add(`${command.documentId} ${command.run} ${command.taskId} ${command.attempt}`);
        }
      },
    },
    signals: {
      ...signals,
      async publish(topic, message) {
        const sign = topic === topics.taskProgress ? decodeProgress(message.value) : undefined;
        if (sign?.type === 'worker' && sign.partitions.join() !== assigned.slice(0, promptPartitions).join())
          onViolation(`${sign.workerId} announces partitions ${sign.partitions.join()} and has ${assigned.join()}`);
        await signals.publish(topic, message);
      },
      subscribe: async (topic, options, handler) =>
        await signals.subscribe(topic, options, (message) => {
          const notice = topic === topics.taskProgress ? decodeProgress(message.value) : undefined;
          if (notice?.type === 'cancel') cancelled.add(`${notice.runId} ${notice.taskId} ${notice.attempt}`);
          handler(message);
        }),
      join: async (topic, options, handler) =>
        await signals.join(
          topic,
          {
            ...options,
            onAssigned(partitions) {
              assigned = partitions;
              options.onAssigned(partitions);
            },
          },
          (message, settle) => {
            const bell = decodeBell(message.value);
            const heardAtMs = clock.monotonicMs();
            handler(message, () => {
              settle();
              if (bell === undefined || clock.monotonicMs() - heardAtMs > bellAgeMaxMs) return;
              const { documentId, run, runId, taskId, attempt } = bell;
              if (answered.has(`${documentId} ${run} ${taskId} ${attempt}`) || cancelled.has(`${runId} ${taskId} ${attempt}`)) return;
              onViolation(
                `${options.memberId} settles the bell of attempt ${attempt} at ${taskId} of ${documentId}, which was not answered`,
              );
            });
          },
        ),
    },
  };
}
