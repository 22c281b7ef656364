import { realMachine as machine } from '@ragtime/runtime';

/**
 * Asks again until there is a value, for work that goes on after an answer.
 *
 * @param what names the value in the error; a function is called at the end and can describe what was there instead
 */
export async function eventually<Value>(
  what: string | (() => string),
  ask: () => Promise<Value | undefined>,
  withinMs = 20_000,
): Promise<Value> {
  const until = machine.clock.monotonicMs() + withinMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (machine.clock.monotonicMs() > until) throw new Error(`not within ${withinMs} ms: ${typeof what === 'string' ? what : what()}`);
    await machine.timers.sleep(20);
  }
}
