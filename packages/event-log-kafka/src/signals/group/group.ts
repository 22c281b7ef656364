import type { SignalGroupHandler, SignalGroupOptions, SignalSubscription } from '@ragtime/event-log';
import { createBackoff, type Machine, messageOf, TimedOut, withTimeout } from '@ragtime/runtime';
import type { Kafka } from 'kafkajs';
import { startConsumer } from './consumer.ts';
import type { GroupTimes } from './times.ts';

export interface GroupParts {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly machine: Machine;
  readonly times: GroupTimes;
  readonly onTrouble: (detail: string) => void;
}

const retryAfterMs = [50, 1_000] as const;
/** At the end the member does not wait longer for a broker that does not answer. */
const closeWithinMs = 1_000;

/** A member of a consumer group until it is closed, over as many of the library's consumers as that takes. */
export function joinKafkaGroup(
  { kafka, topic, machine, times, onTrouble }: GroupParts,
  { group, onAssigned }: SignalGroupOptions,
  handler: SignalGroupHandler,
): SignalSubscription {
  const halt = new AbortController();
  let owned: readonly number[] = [];

  const parts = {
    kafka,
    topic,
    machine,
    times,
    onTrouble,
    groupId: group,
    owned: () => owned,
    onAssigned(partitions: readonly number[]) {
      if (halt.signal.aborted) return;
      owned = partitions;
      onAssigned(partitions);
    },
    handler: ((message, settle) => {
      if (!halt.signal.aborted) handler(message, settle);
    }) satisfies SignalGroupHandler,
  };

  const isOver = new Promise<'closed'>((resolve) => halt.signal.addEventListener('abort', () => resolve('closed'), { once: true }));

  async function live(): Promise<void> {
    const backoff = createBackoff(machine, retryAfterMs);
    while (!halt.signal.aborted) {
      const begunMs = machine.clock.monotonicMs();
      try {
        const consumer = await startConsumer(parts);
        const reason = await Promise.race([consumer.ended, isOver]);
        const closing = consumer.close().catch((error: unknown) => onTrouble(`a consumer of ${topic} was not closed: ${messageOf(error)}`));
        if (reason === 'closed') return await closing;
        onTrouble(`${topic}: ${reason}`);
        // Its partitions belong to other members by now, or soon will.
        onAssigned([]);
      } catch (error) {
        onTrouble(`${topic}: ${messageOf(error)}`);
      }
      if (machine.clock.monotonicMs() - begunMs > 10 * retryAfterMs[1]) backoff.reset();
      await backoff.wait(halt.signal).catch(() => undefined);
    }
  }
  const living = live();

  return {
    async close() {
      halt.abort(new Error('the member left the group'));
      try {
        await withTimeout(async () => await living, { timeoutMs: closeWithinMs, timers: machine.timers });
      } catch (error) {
        if (!(error instanceof TimedOut)) throw error;
        onTrouble(`a member of the group ${group} did not leave in time`);
      }
    },
  };
}
