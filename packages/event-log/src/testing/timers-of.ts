import { onAbort, type Timer, type Timers } from '@ragtime/runtime';

/**
 * Timers on one that fires once.
 *
 * @param sleeping makes each that sleeps forget its timer and its signal, for whoever dies in its sleep: the runtime would hold a listener of a
 *   composite signal for ever, and with it all that it refers to.
 */
export function timersOf(after: (delayMs: number, run: () => void) => Timer, sleeping = new Set<() => void>()): Timers {
  return {
    after,
    every(intervalMs, run) {
      let timer = after(intervalMs, tick);
      function tick() {
        timer = after(intervalMs, tick);
        run();
      }
      return { cancel: () => timer.cancel() };
    },
    sleep(delayMs, signal) {
      return new Promise((resolve, reject) => {
        const forget = () => {
          sleeping.delete(forget);
          timer.cancel();
          deafen();
        };
        const timer = after(delayMs, () => {
          forget();
          resolve();
        });
        const deafen = onAbort((reason) => {
          forget();
          reject(reason);
        }, signal);
        sleeping.add(forget);
      });
    },
  };
}
