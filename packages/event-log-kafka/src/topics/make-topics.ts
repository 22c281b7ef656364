import type { Timers } from '@ragtime/runtime';
import kafkajs, { type Admin, type IResourceConfigEntry, type ITopicMetadata, type Kafka } from 'kafkajs';

export interface TopicToMake {
  readonly topic: string;
  readonly partitions: number;
  /** @param copies the number of copies that it gets */
  readonly configEntries: (copies: number) => readonly IResourceConfigEntry[];
}

export interface Administration {
  readonly admin: Admin;
  readonly timers: Timers;
}

/** By then every broker knows a topic that another process makes at this moment. */
const knownWithinMs = 10_000;
const pauseMs = 50;

/** Opens an administrator for one action. */
export async function withAdmin<Result>(
  kafka: Kafka,
  { timers }: { readonly timers: Timers },
  act: (administration: Administration) => Promise<Result>,
): Promise<Result> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await act({ admin, timers });
  } finally {
    await admin.disconnect();
  }
}

/**
 * Makes the topics that are missing. Other processes may do the same at this moment.
 *
 * @param replicas copies of each. Default: 3, or as many as there are brokers.
 * @returns the topics that exist then.
 */
export async function makeTopics(
  { admin, timers }: Administration,
  wanted: readonly TopicToMake[],
  replicas?: number,
): Promise<readonly ITopicMetadata[]> {
  const present = new Set(await admin.listTopics());
  const missing = wanted.filter(({ topic }) => !present.has(topic));
  if (missing.length > 0) {
    const copies = replicas ?? Math.min(3, (await admin.describeCluster()).brokers.length);
    await admin.createTopics({
      // The library's own waiting gives up at a broker that has not heard of the topic yet.
      waitForLeaders: false,
      topics: missing.map(({ topic, partitions, configEntries }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: copies,
        configEntries: [...configEntries(copies)],
      })),
    });
  }
  return await whenKnown(
    { admin, timers },
    wanted.map(({ topic }) => topic),
  );
}

const onTheirWay = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION']);

/** A broker may be named as leader a moment before it answers as one. So each is asked for something that only a leader answers. */
async function whenKnown({ admin, timers }: Administration, topics: string[]): Promise<readonly ITopicMetadata[]> {
  for (let triesLeft = knownWithinMs / pauseMs; ; triesLeft -= 1) {
    try {
      const { topics: found } = await admin.fetchTopicMetadata({ topics });
      for (const topic of topics) await admin.fetchTopicOffsets(topic);
      return found;
    } catch (error) {
      if (triesLeft <= 0 || !isOnItsWay(error)) throw error;
    }
    await timers.sleep(pauseMs);
  }
}

/** The library tries a few times by itself, and then throws one of these errors. */
const isOnItsWay = (error: unknown): boolean =>
  error instanceof kafkajs.KafkaJSProtocolError
    ? onTheirWay.has(error.type)
    : error instanceof kafkajs.KafkaJSNumberOfRetriesExceeded && isOnItsWay(error.cause);
