/** Makes erasures wait while a backup copies the log, the keys and the bytes, which must be of one moment. */
export interface ErasureGate {
  /** Runs the erasure; waits first while the gate is held. */
  pass<Result>(erase: () => Promise<Result>): Promise<Result>;
  /** Resolves when no erasure runs. No erasure begins until the returned function is called. */
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
