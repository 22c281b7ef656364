import type { Random } from '@ragtime/runtime';
import type { SlotPlace } from '../slot-name.ts';
import type { Kept, VaultStore } from './vault-store.ts';

const slotsPerBlock = 16;

export function memoryStore(random: Random): VaultStore {
  const slots = new Map<string, Kept<Uint8Array>>();
  const entries = new Map<string, Kept<Uint8Array>>();
  const slotName = ({ page, index }: SlotPlace) => `${page}.${index}`;

  function erase(from: Map<string, Kept<Uint8Array>>, name: string): boolean {
    const had = from.get(name) instanceof Uint8Array;
    if (had) from.set(name, 'erased');
    return had;
  }

  return {
    isEmpty: () => slots.size === 0,
    isAtHand: () => true,
    learn: async () => undefined,
    async makeSlots() {
      const page = Buffer.from(random.bytes(8)).toString('hex');
      const made = Array.from({ length: slotsPerBlock }, (_, index) => ({ page, index }));
      for (const place of made) slots.set(slotName(place), random.bytes(32));
      return made;
    },
    slotKey: (place) => slots.get(slotName(place)),
    eraseSlots: async (places) => places.filter((place) => erase(slots, slotName(place))).length,
    entry: (kind, name) => entries.get(`${kind} ${name}`),
    async makeEntry(kind, name, fresh) {
      const kept = entries.get(`${kind} ${name}`) ?? Uint8Array.from(fresh);
      entries.set(`${kind} ${name}`, kept);
      return kept;
    },
    async putEntry(kind, name, value) {
      entries.set(`${kind} ${name}`, Uint8Array.from(value));
    },
    eraseEntry: async (kind, name) => erase(entries, `${kind} ${name}`),
    close: async () => undefined,
  };
}
