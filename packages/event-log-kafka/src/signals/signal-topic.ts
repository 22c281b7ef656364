import type { Kafka } from 'kafkajs';
import { TopicUnfit } from '../topics/ensure-topics.ts';

export interface SignalTopic {
  readonly partitions: number;
  /** How long what was said is kept: only for whoever looks into it by hand. */
  readonly retentionMs: number;
}

/** Makes it where it is missing. @throws TopicUnfit when it is there with fewer partitions, some of which somebody would wait on in vain. */
export async function ensureSignalTopic(kafka: Kafka, topic: string, wanted: SignalTopic): Promise<SignalTopic> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    if (!(await admin.listTopics()).includes(topic)) {
      const copies = Math.min(3, (await admin.describeCluster()).brokers.length);
      const configEntries = [{ name: 'retention.ms', value: String(wanted.retentionMs) }];
      await admin.createTopics({
        waitForLeaders: true,
        topics: [{ topic, numPartitions: wanted.partitions, replicationFactor: copies, configEntries }],
      });
    }
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics[0]?.partitions.length ?? 0;
    if (partitions < wanted.partitions)
      throw new TopicUnfit(
        `the topic ${topic} has ${partitions} partitions and needs ${wanted.partitions}: add some, nothing in it has to stay where it is`,
      );
    return { ...wanted, partitions };
  } finally {
    await admin.disconnect();
  }
}
