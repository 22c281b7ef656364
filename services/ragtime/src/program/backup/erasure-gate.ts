/** Lets erasures wait while a backup takes what belongs together: log, keys and bytes must be of one moment. */
export interface ErasureGate {
  /** Waits while it is held. */
  pass<Result>(erase: () => Promise<Result>): Promise<Result>;
  /** Resolves when no erasure is under way; none begins until it is let go. */
  hold(): Promise<() => void>;
}

export function createErasureGate(): ErasureGate {
  const underWay = new Set<Promise<unknown>>();
  let held: Promise<void> | undefined;
  return {
    async pass(erase) {
      while (held !== undefined) await held;
      const erasing = erase();
      underWay.add(erasing);
      try {
        return await erasing;
      } finally {
        underWay.delete(erasing);
      }
    },
    async hold() {
      while (held !== undefined) await held;
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      await Promise.allSettled(underWay);
      return () => {
        held = undefined;
        resolve();
      };
    },
  };
}
