import { schemaTopic } from '@ragtime/contracts';
import { eventPartitions, type TopicSpecification, topics } from '@ragtime/event-log';

/** What the log keeps for ever. */
export const keptTopics: readonly TopicSpecification[] = [
  { name: topics.tenantEvents, partitions: eventPartitions },
  { name: topics.documentEvents, partitions: eventPartitions },
  schemaTopic,
];
