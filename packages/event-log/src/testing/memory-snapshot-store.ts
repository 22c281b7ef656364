import type { SnapshotPlace, SnapshotStore } from '../snapshot/store.ts';

export function createMemorySnapshotStore(): SnapshotStore {
  const places = new Map<string, Map<string, Uint8Array>>();
  const at = ({ topic, partition }: SnapshotPlace) => {
    const key = `${topic}/${partition}`;
    const found = places.get(key) ?? new Map<string, Uint8Array>();
    places.set(key, found);
    return found;
  };
  return {
    list: async (place) => [...at(place).keys()],
    async write(place, name, bytes) {
      if (at(place).has(name)) throw new Error(`${name} is written already`);
      at(place).set(name, bytes.slice());
    },
    read: async (place, name) => at(place).get(name),
    async remove(place, names) {
      for (const name of names) at(place).delete(name);
    },
  };
}
