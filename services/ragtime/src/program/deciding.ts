import type { AnyOwner, DomainBus } from '@ragtime/application';
import type { OwnerAlarm } from '@ragtime/event-log';
import type { PartitionState } from '@ragtime/operations-api';
import type { Logger } from '@ragtime/runtime';
import type { ProgramMetrics } from './metrics/program-metrics.ts';

export type OwnedPartition = Pick<AnyOwner, 'topic' | 'partition' | 'state' | 'position' | 'generation'>;

/** How commands are decided, in this process or in another one. */
export interface Deciding {
  readonly bus: DomainBus;
  /** The partitions that this process decides now. */
  owned(): readonly OwnedPartition[];
  /** The partitions of the whole installation, as far as their nodes answer. */
  partitions(): Promise<readonly PartitionState[]>;
}

export const alarmsTo =
  (logger: Logger, metrics: Pick<ProgramMetrics, 'alarm'>) =>
  (alarm: OwnerAlarm): void => {
    metrics.alarm('owner', alarm.reason);
    logger.error(
      { alarm },
      alarm.reason === 'clock-off'
        ? 'a partition cannot write now, because of the clock; it goes on when the clock is right'
        : 'a partition stopped deciding commands',
    );
  };

export const stateOf = ({ topic, partition, state, position, generation }: OwnedPartition, owner: string): PartitionState => ({
  topic,
  partition,
  state,
  owner,
  offset: position().offset,
  generation,
});
