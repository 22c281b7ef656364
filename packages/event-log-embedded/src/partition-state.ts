import type { Offset } from '@ragtime/event-log';
import type { StreamState } from './worker/protocol.ts';

/**
 * What is known of a partition without asking the disk. This process is the file's only writer, so its own
 * acknowledgements are the whole truth about the end, and they wake the readers that wait for more.
 */
export interface PartitionState {
  readonly stream: number;
  end(): Offset;
  advanceTo(end: Offset): void;
  /** Calls `wake` once, at the next record. @returns how to call it off. */
  onAdvance(wake: () => void): () => void;
}

export function partitionState({ stream, end: first }: StreamState): PartitionState {
  const waiting = new Set<() => void>();
  let end = first;
  return {
    stream,
    end: () => end,
    advanceTo(next) {
      if (next <= end) return;
      end = next;
      const woken = [...waiting];
      waiting.clear();
      for (const wake of woken) wake();
    },
    onAdvance(wake) {
      waiting.add(wake);
      return () => void waiting.delete(wake);
    },
  };
}
