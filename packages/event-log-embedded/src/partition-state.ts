import type { Offset } from '@ragtime/event-log';
import type { StreamState } from './worker/protocol.ts';

/**
 * The state of a partition that needs no read from disk. This process is the file's only writer. Its own acknowledgements therefore tell the true
 * end, and they wake waiting readers.
 */
export interface PartitionState {
  readonly stream: number;
  end(): Offset;
  advanceTo(end: Offset): void;
  /** Calls `wake` once, at the next record. @returns a function that cancels it. */
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
