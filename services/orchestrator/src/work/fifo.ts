/** First in, first out, with removal by key from anywhere. Each takes constant time, however many items wait. */
export interface Fifo<Item extends { readonly key: string }> {
  /** An item that is in the queue already keeps its place. */
  push(item: Item): void;
  shift(): Item | undefined;
  remove(key: string): boolean;
  readonly size: number;
  values(): Iterable<Item>;
}

/** The places before the first item are freed once there are this many and they are more than half of all. */
const spentMin = 1_024;

/** A Map would not do: to find its first entry it walks over all that it ever deleted. */
export function createFifo<Item extends { readonly key: string }>(): Fifo<Item> {
  let items: (Item | undefined)[] = [];
  /** The place of each item, counted from the first item that there ever was. */
  const places = new Map<string, number>();
  let dropped = 0;
  let head = 0;

  function giveBackSpent(): void {
    if (head < spentMin || head * 2 < items.length) return;
    items = items.slice(head);
    dropped += head;
    head = 0;
  }

  return {
    push(item) {
      if (places.has(item.key)) return;
      places.set(item.key, dropped + items.length);
      items.push(item);
    },
    shift() {
      while (head < items.length) {
        const item = items[head];
        items[head] = undefined;
        head += 1;
        if (item === undefined) continue;
        places.delete(item.key);
        giveBackSpent();
        return item;
      }
      return undefined;
    },
    remove(key) {
      const place = places.get(key);
      if (place === undefined) return false;
      items[place - dropped] = undefined;
      return places.delete(key);
    },
    get size() {
      return places.size;
    },
    *values() {
      for (let index = head; index < items.length; index += 1) {
        const item = items[index];
        if (item !== undefined) yield item;
      }
    },
  };
}
