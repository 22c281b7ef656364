/** First in, first out, and removal by key from anywhere; each in constant time however many wait. */
export interface Fifo<Item extends { readonly key: string }> {
  /** One that is there keeps its place. */
  push(item: Item): void;
  shift(): Item | undefined;
  remove(key: string): boolean;
  readonly size: number;
  values(): Iterable<Item>;
}

/** Places before the first are given back once they are so many, and more than half of all. */
const spentMin = 1_024;

/** Not a Map: that walks over all it ever deleted to find its first. */
export function createFifo<Item extends { readonly key: string }>(): Fifo<Item> {
  let items: (Item | undefined)[] = [];
  /** Where each lies, counted from the first item that there ever was. */
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
