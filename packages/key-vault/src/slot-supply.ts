import type { SlotPlace } from './slot-name.ts';
import type { VaultStore } from './store/vault-store.ts';

/**
 * Hands out keys that are durable already and has the next block made while half of this one is left. What a former run
 * left over is never handed out again, since nobody noted which of them were taken.
 */
export async function slotSupply(store: Pick<VaultStore, 'makeSlots'>): Promise<{ take(): Promise<SlotPlace> }> {
  let free = [...(await store.makeSlots())].reverse();
  const refillBelow = Math.ceil(free.length / 2);
  let refilling: Promise<void> | undefined;

  function refill(): Promise<void> {
    refilling ??= store
      .makeSlots()
      .then((made) => void (free = [...[...made].reverse(), ...free]))
      .finally(() => (refilling = undefined));
    return refilling;
  }

  return {
    async take() {
      for (;;) {
        const place = free.pop();
        // A refill that fails is told to whoever needs it: the next `take` that finds nothing left tries again itself.
        if (free.length < refillBelow) refill().catch(() => undefined);
        if (place !== undefined) return place;
        await refill();
      }
    },
  };
}
