import type { DomainEvent } from '@ragtime/domain';
import { firstGeneration, followPartition, generationIn, type LogToRead } from '@ragtime/event-log';
import { watchedPartition } from '../refolding.ts';

const pauseMs = 1_000;

/**
 * Resolves when an operator orders a refold after the call. Then the process starts anew, because each of its folds may hold records that the log has
 * lost. The watch reads its partition from the beginning whenever the log was not readable: it must see the order also in a log that it has never read.
 */
export async function untilRefolded(from: LogToRead<DomainEvent>, signal: AbortSignal): Promise<void> {
  let known: number | undefined;
  const found = new AbortController();
  const over = AbortSignal.any([signal, found.signal]);
  while (!over.aborted) {
    const trouble = new AbortController();
    let generation = firstGeneration;
    await followPartition({
      ...from,
      ...watchedPartition,
      from: undefined,
      signal: AbortSignal.any([over, trouble.signal]),
      onRecords({ records, position, end }) {
        generation = Math.max(generation, generationIn(records) ?? firstGeneration);
        if (known !== undefined && generation > known) found.abort();
        if (position.offset >= end) known ??= generation;
      },
      onTrouble: () => trouble.abort(),
    });
    await from.machine.timers.sleep(pauseMs, over).catch(() => undefined);
  }
  signal.throwIfAborted();
}
