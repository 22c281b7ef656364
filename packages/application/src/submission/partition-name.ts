import { addressOf, type DomainCommand, eventPartitions } from '@ragtime/domain';
import { type PartitionName, partitionOf } from '@ragtime/event-log';

/** The name of the partition whose owner decides a command. */
export function partitionNameOf(command: DomainCommand, partitions: number = eventPartitions): PartitionName {
  const { topic, key } = addressOf(command);
  return `${topic}/${partitionOf(key, partitions)}`;
}
