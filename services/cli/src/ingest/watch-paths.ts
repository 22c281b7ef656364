import { once } from 'node:events';
import { basename, resolve } from 'node:path';
import type { Machine } from '@ragtime/runtime';
import { watch } from 'chokidar';

/** Files are written in pieces, and many are copied together. */
const quietMs = 400;
const againMs = 5_000;

export interface Round {
  /** The round failed: another one follows in a while, even if nothing changes. */
  again(): void;
}

/**
 * Yields at once, and after each time that something below the paths changed and was then quiet for a moment. A change while the consumer works
 * makes another round, so no change is missed after the first round. Ends with the signal.
 */
export async function* watchPaths(
  paths: readonly string[],
  { machine, signal }: { readonly machine: Pick<Machine, 'clock' | 'timers'>; readonly signal: AbortSignal },
): AsyncGenerator<Round> {
  const given = new Set(paths.map((path) => resolve(path)));
  const watcher = watch([...given], {
    ignoreInitial: true,
    ignored: (path) => !given.has(resolve(path)) && basename(path).startsWith('.'),
  });
  let changedAtMs: number | undefined;
  let wake: (() => void) | undefined;
  const change = () => {
    changedAtMs = machine.clock.monotonicMs();
    wake?.();
  };
  watcher.on('all', change);
  signal.addEventListener('abort', () => wake?.(), { once: true });
  const round: Round = { again: () => void machine.timers.after(againMs, change) };
  try {
    await once(watcher, 'ready', { signal }).catch(() => undefined);
    if (!signal.aborted) yield round;
    while (!signal.aborted) {
      const { promise, resolve: wakeUp } = Promise.withResolvers<void>();
      wake = wakeUp;
      if (changedAtMs === undefined) await promise;
      while (changedAtMs !== undefined && !signal.aborted) {
        const leftMs: number = changedAtMs + quietMs - machine.clock.monotonicMs();
        if (leftMs <= 0) break;
        await machine.timers.sleep(leftMs, signal).catch(() => undefined);
      }
      if (signal.aborted) return;
      changedAtMs = undefined;
      yield round;
    }
  } finally {
    await watcher.close();
  }
}
