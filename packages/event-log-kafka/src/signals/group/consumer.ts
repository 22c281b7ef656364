import type { SignalMessage } from '@ragtime/event-log';
import { type Machine, messageOf } from '@ragtime/runtime';
import type { Consumer, Kafka } from 'kafkajs';
import { createQuietPartitions } from './quiet-partitions.ts';
import { createSettled, type Settled } from './settled.ts';
import { stickyAssigner } from './sticky-assigner.ts';
import type { GroupTimes } from './times.ts';

export interface ConsumerParts {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly groupId: string;
  readonly machine: Machine;
  readonly times: GroupTimes;
  /** The partitions that this member held when it was last in the group. */
  readonly owned: () => readonly number[];
  readonly onAssigned: (partitions: readonly number[]) => void;
  readonly handler: (message: SignalMessage, settle: () => void) => void;
  readonly onTrouble: (detail: string) => void;
}

/** One life of the library's consumer. When it has ended, it is not repaired: the next one takes its place. */
export interface OneConsumer {
  /** Resolves with the reason when it hears nothing any more. */
  readonly ended: Promise<string>;
  /** Commits what is settled and leaves the group. */
  close(): Promise<void>;
}

/** Messages that settle within this time are committed together. */
const gatherMs = 100;
const watchMs = 1_000;

/** @throws when the brokers cannot be reached now. */
export async function startConsumer(parts: ConsumerParts): Promise<OneConsumer> {
  const { kafka, topic, groupId, machine, times, owned, onAssigned, handler, onTrouble } = parts;
  const { sessionMs, rebalanceMs, heartbeatMs, waitMs } = times;
  const { clock, timers } = machine;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionMs,
    rebalanceTimeout: rebalanceMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: waitMs,
    allowAutoTopicCreation: false,
    partitionAssigners: [stickyAssigner(topic, owned)],
    // The library goes on by itself after some errors and not after others. Here it never does.
    retry: { retries: 5, initialRetryTime: 50, maxRetryTime: 1_000, restartOnFailure: async () => await Promise.resolve(false) },
  });
  const ended = Promise.withResolvers<string>();
  let isEnded = false;
  const end = (reason: string): void => {
    isEnded = true;
    ended.resolve(reason);
  };
  let heardAtMs = clock.monotonicMs();
  /** The messages of this generation only. What an earlier one did not settle, the partition's present member hears again. */
  let settled = createSettled();
  const committer = createCommitter(consumer, topic, machine, onTrouble);
  const quiet = createQuietPartitions(consumer, topic, machine);
  const isAlive = (): void => void (heardAtMs = clock.monotonicMs());
  consumer.on(consumer.events.HEARTBEAT, isAlive);
  consumer.on(consumer.events.FETCH_START, ({ payload }) => quiet.readBegins(String(payload.nodeId)));
  consumer.on(consumer.events.FETCH, ({ payload }) => {
    isAlive();
    quiet.readEnds(String(payload.nodeId));
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => end(payload.error.message));
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    isAlive();
    settled = createSettled();
    const assigned = payload.memberAssignment[topic] ?? [];
    quiet.assigned(assigned);
    onAssigned(assigned);
  });
  // A join may take as long as the group waits for its slowest member. Nothing else takes as long.
  const watching = timers.every(watchMs, () => {
    if (clock.monotonicMs() - heardAtMs > rebalanceMs + 2 * sessionMs) end('nothing was heard of the group');
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      async eachBatch({ batch: { partition, messages } }) {
        const ofGeneration = settled;
        for (const { key, value, offset } of messages) {
          const settle = ofGeneration.handed(partition, Number(offset));
          const settleAndCommit = () => {
            settle();
            committer.soon(() => (ofGeneration === settled && !isEnded ? ofGeneration : undefined));
          };
          if (value === null) settleAndCommit();
          else handler({ key: key?.toString('utf8') ?? '', partition, value }, settleAndCommit);
        }
        await Promise.resolve();
      },
    });
  } catch (error) {
    watching.cancel();
    quiet.stop();
    consumer.disconnect().catch(() => undefined);
    throw error;
  }
  return {
    ended: ended.promise,
    async close() {
      watching.cancel();
      quiet.stop();
      await committer.stop(isEnded ? undefined : settled);
      isEnded = true;
      await consumer.disconnect();
    },
  };
}

/** Commits a little later, so that messages that settle at about the same time share one request. */
function createCommitter(consumer: Consumer, topic: string, { timers }: Machine, onTrouble: (detail: string) => void) {
  let timer: { cancel(): void } | undefined;
  let committing: Promise<void> | undefined;

  async function commit(settled: Settled): Promise<void> {
    const commits = settled.uncommitted();
    if (commits.length === 0) return;
    try {
      await consumer.commitOffsets(commits.map(({ partition, offset }) => ({ topic, partition, offset: String(offset) })));
      settled.committed(commits);
    } catch (error) {
      // A message whose offset is not committed is heard again, which harms nothing.
      onTrouble(`offsets of ${topic} were not committed, their messages are heard again: ${messageOf(error)}`);
    }
  }

  return {
    soon(settledNow: () => Settled | undefined) {
      timer ??= timers.after(gatherMs, () => {
        timer = undefined;
        const settled = settledNow();
        if (settled !== undefined) committing = commit(settled);
      });
    },
    async stop(settled: Settled | undefined) {
      timer?.cancel();
      await committing;
      if (settled !== undefined) await commit(settled);
    },
  };
}
