import { onAbort, type Timer, type Timers } from '@ragtime/runtime';

/**
 * Makes timers from a function that fires once.
 *
 * @param sleeping holds one function per sleep. Each makes that sleep forget its timer and its signal, for a simulated process that dies while it
 * sleeps: the runtime would hold a listener of a composite signal for ever, with everything that it refers to.
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
