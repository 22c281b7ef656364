import { addressOf, type DomainCommand, eventPartitions } from '@ragtime/domain';
import { type PartitionName, partitionOf } from '@ragtime/event-log';

/** Where a command is decided. */
export function partitionNameOf(command: DomainCommand, partitions: number = eventPartitions): PartitionName {
  const { topic, key } = addressOf(command);
  return `${topic}/${partitionOf(key, partitions)}`;
}
