import type { Machine } from '@ragtime/runtime';
import type { Kafka } from 'kafkajs';
import { TopicUnfit } from '../topics/ensure-topics.ts';
import { makeTopics, withAdmin } from '../topics/make-topics.ts';

export interface SignalTopic {
  readonly partitions: number;
  /** How long what was said is kept: only for whoever looks into it by hand. */
  readonly retentionMs: number;
}

/** Makes it where it is missing. @throws TopicUnfit when it is there with fewer partitions, some of which somebody would wait on in vain. */
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
      `the topic ${topic} has ${partitions} partitions and needs ${wanted.partitions}: add some, nothing in it has to stay where it is`,
    );
  return { ...wanted, partitions };
}
