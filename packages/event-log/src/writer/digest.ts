import { createHash, type Hash } from 'node:crypto';

/** Feeds a value of plain data to a hash so that equal values, however they were built, feed equal bytes. */
function feed(hash: Hash, value: unknown): void {
  if (value === undefined) hash.update('u;');
  else if (value === null || typeof value === 'boolean' || typeof value === 'number') hash.update(`${typeof value}:${value};`);
  else if (typeof value === 'bigint') hash.update(`n:${value};`);
  else if (typeof value === 'string') hash.update(`s${Buffer.byteLength(value)}:${value};`);
  else if (value instanceof Uint8Array) hash.update(`b${value.byteLength}:`).update(value);
  else if (Array.isArray(value)) feedAll(hash, 'a', value);
  else if (value instanceof Map) feedSorted(hash, 'm', [...value]);
  else if (value instanceof Set) feedSorted(hash, 'e', [...value]);
  else if (typeof value === 'object') feedObject(hash, value);
  else throw new TypeError(`state must be plain data, not a ${typeof value}`);
}

export function digestOf(value: unknown): string {
  const hash = createHash('sha256');
  feed(hash, value);
  return hash.digest('hex');
}

function feedAll(hash: Hash, mark: string, values: readonly unknown[]): void {
  hash.update(`${mark}${values.length}:`);
  for (const value of values) feed(hash, value);
}

/** Members of maps and sets have no order; each is named by its own digest. */
function feedSorted(hash: Hash, mark: string, members: readonly unknown[]): void {
  feedAll(hash, mark, members.map(digestOf).sort());
}

/** An absent member and one that is undefined are the same. */
function feedObject(hash: Hash, value: object): void {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([one], [other]) => (one < other ? -1 : 1));
  hash.update(`o${members.length}:`);
  for (const [name, member] of members) {
    feed(hash, name);
    feed(hash, member);
  }
}
