import type { Machine } from '@ragtime/runtime';
import { type EventLog, type Offset, type PartitionSession, SessionUnavailable, type StoredRecord } from '../port/log.ts';
import type { Faults } from './faults.ts';
import { createMemoryPartition, type MemoryPartition } from './partition.ts';
import { type MemorySession, openMemorySession } from './session.ts';

export interface MemoryLogOptions {
  readonly machine: Machine;
  /** Called before every request; undefined lets the request pass. */
  readonly faults?: Faults;
  /** `barrier`: only an acknowledged append proves the end, as in a log with replicas. Default `end-offset`. */
  readonly proof?: 'end-offset' | 'barrier';
}

/** A log in memory with Kafka's semantics. Closing it ends its sessions. Its records live as long as the process. */
export interface MemoryLog extends EventLog {
  /**
   * Loses everything from `offset` on, with the rest of the batch that holds it, and ends all sessions of the partition. A power cut does the same
   * to a log with one copy.
   *
   * @returns the new end.
   */
  cutTail(topic: string, partition: number, offset: Offset): Offset;
  /** Ends every session of the partition. */
  endSessions(topic: string, partition: number): void;
  /** Uses up offsets without a record that a reader sees. */
  takeOffsets(topic: string, partition: number, count: number): void;
  /** Writes records past every rule, as a foreign program would. */
  intrude(topic: string, partition: number, records: readonly Omit<StoredRecord, 'offset'>[]): Offset;
  /** All records of the partition, including those that do not count. */
  contents(topic: string, partition: number): readonly StoredRecord[];
}

export function createMemoryLog({ machine, faults = () => undefined, proof = 'end-offset' }: MemoryLogOptions): MemoryLog {
  const topics = new Map<string, readonly MemoryPartition[]>();
  const sessions = new Map<MemoryPartition, Set<MemorySession>>();
  let opened = 0;
  let closed = false;

  function find(topic: string, partition: number): MemoryPartition {
    const found = topics.get(topic)?.[partition];
    if (found === undefined) throw new SessionUnavailable(`there is no partition ${topic}/${partition}`);
    return found;
  }

  function endSessions(partition: MemoryPartition): void {
    for (const session of sessions.get(partition) ?? []) session.end();
  }

  return {
    async ensureTopics(wanted) {
      for (const { name, partitions } of wanted) {
        const present = topics.get(name);
        if (present === undefined) {
          topics.set(
            name,
            Array.from({ length: partitions }, (_, partition) => createMemoryPartition(name, partition)),
          );
        } else if (present.length !== partitions) {
          throw new Error(`topic ${name} has ${present.length} partitions, not ${partitions}: their number is fixed for life`);
        }
      }
    },
    async openSession(topic, partition): Promise<PartitionSession> {
      if (closed) throw new SessionUnavailable('the log is closed');
      const found = find(topic, partition);
      opened += 1;
      const id = opened;
      const fault = faults({ operation: 'open', topic, partition, session: id });
      if (fault?.kind === 'slow') await machine.timers.sleep(fault.delayMs);
      else if (fault !== undefined && fault.kind !== 'deposed' && fault.kind !== 'lagging')
        throw new SessionUnavailable('connection refused');
      const own = sessions.get(found) ?? new Set<MemorySession>();
      sessions.set(found, own);
      const session = openMemorySession({
        id,
        partition: found,
        machine,
        faults,
        proveByBarrier: proof === 'barrier',
        opening: fault,
        onEnd: () => own.delete(session),
      });
      own.add(session);
      return session;
    },
    async close() {
      closed = true;
      for (const partitions of topics.values()) for (const partition of partitions) endSessions(partition);
    },
    cutTail(topic, partition, offset) {
      const found = find(topic, partition);
      const end = found.cut(offset);
      endSessions(found);
      return end;
    },
    endSessions: (topic, partition) => endSessions(find(topic, partition)),
    takeOffsets: (topic, partition, count) => find(topic, partition).takeOffsets(count),
    intrude: (topic, partition, records) => find(topic, partition).append(records),
    contents: (topic, partition) => find(topic, partition).slice(0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
  };
}
