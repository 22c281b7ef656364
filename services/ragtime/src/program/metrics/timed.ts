import type { Clock } from '@ragtime/runtime';

/** Takes the seconds of one call, and whether it ended without an error. */
export type Observe = (operation: string, seconds: number, isGood: boolean) => void;

/**
 * The same object, whose named functions are measured: from the call until their promise is settled. Everything else of it is passed on as it is.
 */
export function timed<Target extends object>(
  target: Target,
  names: readonly (keyof Target & string)[],
  { clock, observe }: { readonly clock: Pick<Clock, 'monotonicMs'>; readonly observe: Observe },
): Target {
  const measured = new Map<string, unknown>();
  for (const name of names) {
    const run: unknown = target[name];
    if (typeof run !== 'function') continue;
    measured.set(name, async (...parameters: readonly unknown[]) => {
      const fromMs = clock.monotonicMs();
      const end = (isGood: boolean) => observe(name, (clock.monotonicMs() - fromMs) / 1_000, isGood);
      try {
        const result: unknown = await Reflect.apply(run, target, parameters);
        end(true);
        return result;
      } catch (error) {
        end(false);
        throw error;
      }
    });
  }
  return new Proxy(target, {
    get: (of, name) => (typeof name === 'string' && measured.has(name) ? measured.get(name) : bound(of, Reflect.get(of, name, of))),
  });
}

/** Private members of a class are out of reach for a function that is called on the proxy. */
const bound = (target: object, value: unknown): unknown => (typeof value === 'function' ? value.bind(target) : value);
