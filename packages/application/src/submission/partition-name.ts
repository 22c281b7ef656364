import { type DomainCommand, documentRules, isTenantCommand, tenantRules } from '@ragtime/domain';
import { eventPartitions, type PartitionName, partitionOf, topics } from '@ragtime/event-log';

/** Where a command is decided. */
export const partitionNameOf = (command: DomainCommand, partitions: number = eventPartitions): PartitionName =>
  isTenantCommand(command)
    ? `${topics.tenantEvents}/${partitionOf(tenantRules.scopeOf(command), partitions)}`
    : `${topics.documentEvents}/${partitionOf(documentRules.scopeOf(command), partitions)}`;
