import { schemaTopic } from '@ragtime/contracts';
import { eventTopics } from '@ragtime/domain';
import type { TopicSpecification } from '@ragtime/event-log';

/** The topics that the log keeps for ever. */
export const keptTopics: readonly TopicSpecification[] = [
  ...Object.values(eventTopics).map(({ topic, partitions }) => ({ name: topic, partitions })),
  schemaTopic,
];
