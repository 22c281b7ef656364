import type { Machine } from '@ragtime/runtime';
import type { Kafka } from 'kafkajs';
import { TopicUnfit } from '../topics/ensure-topics.ts';
import { makeTopics, withAdmin } from '../topics/make-topics.ts';

export interface SignalTopic {
  readonly partitions: number;
  /** How long signals are kept. Only people who look into the topic by hand need this. */
  readonly retentionMs: number;
}

/**
 * Makes the topic if it is missing. @throws TopicUnfit when it has fewer partitions than wanted: a listener would wait on the missing ones in vain.
 */
export async function ensureSignalTopic(
  kafka: Kafka,
  machine: Pick<Machine, 'timers'>,
  topic: string,
  wanted: SignalTopic,
): Promise<SignalTopic> {
  const configEntries = () => [{ name: 'retention.ms', value: String(wanted.retentionMs) }];
  const [made] = await withAdmin(
    kafka,
    machine,
    async (administration) => await makeTopics(administration, [{ topic, partitions: wanted.partitions, configEntries }]),
  );
  const partitions = made?.partitions.length ?? 0;
  if (partitions < wanted.partitions)
    throw new TopicUnfit(
      `the topic ${topic} has ${partitions} partitions and needs ${wanted.partitions}: add partitions, no message in it has to keep its place`,
    );
  return { ...wanted, partitions };
}
