import type { DomainEvent, EventTopicName } from '@ragtime/domain';
import { type Codec, type EventLog, type FollowedRecord, followPartition, type PartitionName } from '@ragtime/event-log';
import { type Machine, messageOf } from '@ragtime/runtime';

export interface FollowTopicOptions {
  readonly log: EventLog;
  readonly topic: EventTopicName;
  readonly partitions: number;
  readonly codec: Codec<DomainEvent>;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  readonly onRecords: (partition: number, records: readonly FollowedRecord<DomainEvent>[]) => void;
  /** Called after every batch, and when a partition falls behind. */
  readonly onMoved: () => void;
  readonly onTrouble: (partition: number, detail: string) => void;
  /** Called when the topic can never be read further. */
  readonly onBroken: (detail: string) => void;
}

/** A topic that is folded from its beginning, all partitions at once. */
export interface FollowedTopic {
  /** Whether every partition was read to the last known end, and nothing keeps it from reading more. */
  isAtEnd(): boolean;
  /** Resolves once everything that was acknowledged to any writer before the call is folded. Rejects when that end cannot be proved now. */
  toProvenEnd(): Promise<void>;
  readonly ended: Promise<void>;
}

/** How often a reader checks whether it has reached a proved end. */
const lookEveryMs = 20;

export function followTopic(options: FollowTopicOptions): FollowedTopic {
  const { log, topic, codec, machine, signal } = options;
  const offsets = new Map<number, number>();
  const atEnd = new Set<number>();
  const partitions = Array.from({ length: options.partitions }, (_, partition) => partition);

  const following = partitions.map(async (partition) => {
    const end = await followPartition<DomainEvent>({
      log,
      topic,
      partition,
      codec,
      machine,
      signal,
      from: undefined,
      onRecords({ records, position, end: logEnd }) {
        options.onRecords(partition, records);
        offsets.set(partition, position.offset);
        if (position.offset >= logEnd) atEnd.add(partition);
        else atEnd.delete(partition);
        options.onMoved();
      },
      onTrouble(detail) {
        atEnd.delete(partition);
        options.onTrouble(partition, detail);
        options.onMoved();
      },
    }).catch((cause: unknown) => ({ kind: 'broken' as const, detail: messageOf(cause) }));
    atEnd.delete(partition);
    if (end.kind !== 'stopped') options.onBroken(end.detail);
  });

  async function reach(partition: number): Promise<void> {
    const session = await log.openSession(topic, partition);
    let end: number;
    try {
      end = await session.proveEnd();
    } finally {
      await session.close();
    }
    while ((offsets.get(partition) ?? 0) < end) await machine.timers.sleep(lookEveryMs, signal);
  }

  return {
    isAtEnd: () => atEnd.size === options.partitions,
    async toProvenEnd() {
      await Promise.all(partitions.map(reach));
    },
    ended: Promise.all(following).then(() => undefined),
  };
}

export const partitionName = (topic: EventTopicName, partition: number): PartitionName => `${topic}/${partition}`;
