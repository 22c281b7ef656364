import { sleep } from './machine.js';

/**
 * However often it is asked for, the action runs once at a time, and once more after the last time that it was asked for; between
 * two runs lies a pause.
 *
 * @param {number} pauseMs
 * @param {AbortSignal} signal Once aborted, nothing is begun, and what fails then is nobody's concern.
 * @param {() => Promise<unknown>} action
 * @returns {() => Promise<void>} resolves when a run that began after the call has ended.
 */
export function oneAtATime(pauseMs, signal, action) {
  /** @type {Promise<void>} */
  let running = Promise.resolve();
  /** @type {Promise<void> | undefined} */
  let waiting;
  const run = async () => {
    waiting = undefined;
    if (signal.aborted) return;
    try {
      await action();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };
  return () => {
    if (waiting !== undefined) return waiting;
    const before = running;
    waiting = before.catch(() => undefined).then(run);
    running = waiting.catch(() => undefined).then(() => sleep(pauseMs, signal));
    return waiting;
  };
}
