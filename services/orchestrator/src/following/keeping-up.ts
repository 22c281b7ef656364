import type { Machine } from '@ragtime/runtime';
import type { FollowedTopic } from './follow-topic.ts';

export interface KeepingUp {
  /** Whether what is folded may be acted upon: read to a proved end, and neither paused nor behind since. */
  readonly isTrue: boolean;
  /** Resolves when it is true for the first time. */
  readonly first: Promise<void>;
  /** To be called often: the time between two calls shows a pause of the process. */
  tick(): void;
}

/**
 * Whether this process keeps up with the log. After a start, a pause, or a time behind, it reads to the end that the log proves,
 * and only then begins again; `onAgain` is told, since what was silent meanwhile may have spoken.
 */
export function keepUp(
  machine: Machine,
  topics: readonly Pick<FollowedTopic, 'isAtEnd' | 'toProvenEnd'>[],
  { pauseMs, onAgain, onTrouble }: { readonly pauseMs: number; readonly onAgain: () => void; readonly onTrouble: (cause: unknown) => void },
): KeepingUp {
  const { clock } = machine;
  const first = Promise.withResolvers<void>();
  let isTrue = false;
  let isReading = false;
  let tickedAtMs = clock.monotonicMs();
  let atEndAtMs = tickedAtMs;

  async function readToEnd(): Promise<void> {
    try {
      await Promise.all(topics.map((topic) => topic.toProvenEnd()));
      isTrue = true;
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
    get isTrue() {
      return isTrue;
    },
    first: first.promise,
    tick() {
      const nowMs = clock.monotonicMs();
      if (topics.every((topic) => topic.isAtEnd())) atEndAtMs = nowMs;
      if (nowMs - tickedAtMs > pauseMs || nowMs - atEndAtMs > pauseMs) isTrue = false;
      tickedAtMs = nowMs;
      if (isTrue || isReading) return;
      isReading = true;
      void readToEnd();
    },
  };
}
