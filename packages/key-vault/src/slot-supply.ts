import type { SlotPlace } from './slot-name.ts';
import type { VaultStore } from './store/vault-store.ts';

/**
 * Hands out durable keys, and has the next block made while half of this one is left. Keys left over from an earlier run are never handed out,
 * because the vault does not record which were taken.
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
        // A failed refill is not reported here: the next `take` that finds no key left retries it and throws.
        if (free.length < refillBelow) refill().catch(() => undefined);
        if (place !== undefined) return place;
        await refill();
      }
    },
  };
}
