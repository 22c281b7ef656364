import { promptPartitions } from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';
import type { Consumer } from 'kafkajs';

/**
 * Leaves all but the first few partitions of a member out of most reads. The library decodes each partition of each answer, so a read of 64 takes
 * several times as long as one of two. Messages are expected in the first ones. A message in another one, whose sender knows an old assignment, is
 * in one read every two seconds, and in the first one after an assignment.
 */
export interface QuietPartitions {
  assigned(partitions: readonly number[]): void;
  readBegins(node: string): void;
  readEnds(node: string): void;
  stop(): void;
}

const everyMs = 2_000;

export function createQuietPartitions(
  consumer: Pick<Consumer, 'pause' | 'resume'>,
  topic: string,
  { timers }: Pick<Machine, 'timers'>,
): QuietPartitions {
  let quiet: number[] = [];
  let isReadingAll = true;
  /** Brokers that were read from since the assignment. */
  const nodes = new Set<string>();
  /** Those for which a read of all partitions has begun, or has ended too. */
  const begun = new Set<string>();
  const ended = new Set<string>();

  function readAll(left: number[]): void {
    begun.clear();
    ended.clear();
    isReadingAll = true;
    if (left.length > 0) consumer.resume([{ topic, partitions: left }]);
  }

  const sweeping = timers.every(everyMs, () => {
    if (!isReadingAll) readAll(quiet);
  });
  return {
    assigned(partitions) {
      quiet = partitions.slice(promptPartitions);
      nodes.clear();
      // Any of them may have been left out before.
      readAll([...partitions]);
    },
    readBegins(node) {
      nodes.add(node);
      if (isReadingAll) begun.add(node);
    },
    readEnds(node) {
      if (!isReadingAll || !begun.has(node)) return;
      ended.add(node);
      if (ended.size < nodes.size) return;
      isReadingAll = false;
      if (quiet.length > 0) consumer.pause([{ topic, partitions: quiet }]);
    },
    stop: () => sweeping.cancel(),
  };
}
