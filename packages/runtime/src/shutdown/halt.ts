import type { Machine } from '../machine.ts';
import { onStopSignals, type SignalSource } from './signals.ts';

/** One Ctrl-C arrives several times: from the terminal, and from npm and our own starter, which pass it on. */
export const sameSignalMs = 400;

/**
 * Returns a signal that the first stop signal aborts. A further stop signal ends the process at once, if it comes too late to be a repeat of the
 * first.
 */
export function haltOnSignals(
  { clock }: Pick<Machine, 'clock'>,
  { process, endAtOnce }: { readonly process: SignalSource; readonly endAtOnce: () => void },
): AbortSignal {
  const halt = new AbortController();
  let firstAtMs = 0;
  onStopSignals({
    process,
    onFirst() {
      firstAtMs = clock.monotonicMs();
      halt.abort(new Error('stopped by a signal'));
    },
    onFurther() {
      if (clock.monotonicMs() - firstAtMs > sameSignalMs) endAtOnce();
    },
  });
  return halt.signal;
}

export const halted = async (signal: AbortSignal): Promise<undefined> =>
  await new Promise((done) => {
    if (signal.aborted) done(undefined);
    else signal.addEventListener('abort', () => done(undefined), { once: true });
  });
