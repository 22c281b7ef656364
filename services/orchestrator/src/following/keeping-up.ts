import type { Machine } from '@ragtime/runtime';
import type { FollowedTopic } from './follow-topic.ts';

export interface KeepingUp {
  /** Whether the folded state may be acted upon: it was read to a proved end, and since then the process was neither paused nor behind. */
  readonly mayAct: boolean;
  /** Resolves when `mayAct` is true for the first time. */
  readonly first: Promise<void>;
  /** Call it often: the time between two calls shows a pause of the process. */
  tick(): void;
}

/**
 * Watches whether this process keeps up with the log. After a start, a pause, or a time behind, it reads to the end that the log proves. Only then
 * may the process act again, and `onAgain` is called, because silent workers may have spoken meanwhile.
 */
export function keepUp(
  machine: Machine,
  topics: readonly Pick<FollowedTopic, 'isAtEnd' | 'toProvenEnd'>[],
  { pauseMs, onAgain, onTrouble }: { readonly pauseMs: number; readonly onAgain: () => void; readonly onTrouble: (cause: unknown) => void },
): KeepingUp {
  const { clock } = machine;
  const first = Promise.withResolvers<void>();
  let mayAct = false;
  let isReading = false;
  let tickedAtMs = clock.monotonicMs();
  let atEndAtMs = tickedAtMs;

  async function readToEnd(): Promise<void> {
    try {
      await Promise.all(topics.map((topic) => topic.toProvenEnd()));
      mayAct = true;
      atEndAtMs = clock.monotonicMs();
      onAgain();
      first.resolve();
    } catch (cause) {
      onTrouble(cause);
    } finally {
      isReading = false;
    }
  }

  return {
    get mayAct() {
      return mayAct;
    },
    first: first.promise,
    tick() {
      const nowMs = clock.monotonicMs();
      if (topics.every((topic) => topic.isAtEnd())) atEndAtMs = nowMs;
      if (nowMs - tickedAtMs > pauseMs || nowMs - atEndAtMs > pauseMs) mayAct = false;
      tickedAtMs = nowMs;
      if (mayAct || isReading) return;
      isReading = true;
      void readToEnd();
    },
  };
}
