import { realMachine as machine } from '@ragtime/runtime';

/**
 * A test that waits this long has found something that hangs. The bound says nothing about speed: a machine that is many times slower
 * than usual still gets there.
 */
export const hangsAfterMs = 180_000;

/** How `vi.waitFor` and `expect.poll` wait. */
export const patience = { timeout: hangsAfterMs, interval: 50 } as const;

/**
 * Asks again until there is a value, for work that goes on after an answer.
 *
 * @param what names the value in the error; a function is called at the end and can describe what was there instead
 */
export async function eventually<Value>(what: string | (() => string), ask: () => Promise<Value | undefined>): Promise<Value> {
  const until = machine.clock.monotonicMs() + hangsAfterMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (machine.clock.monotonicMs() > until) throw new Error(`not within ${hangsAfterMs} ms: ${typeof what === 'string' ? what : what()}`);
    await machine.timers.sleep(20);
  }
}

/** Asks again until the answer is true. For things that no position covers: a starting process, a browser. */
export const waitUntil = async (what: string | (() => string), isSo: () => boolean | Promise<boolean>): Promise<void> =>
  void (await eventually(what, async () => ((await isSo()) ? true : undefined)));
