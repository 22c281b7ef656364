import { hash } from 'node:crypto';

/** One hash over many pieces costs far less than one update per piece. */
type Pieces = (string | Uint8Array)[];

/** The sha256 of a value of plain data, in hex. Equal values have equal digests, however they were built. */
export function digestOf(value: unknown): string {
  const pieces: Pieces = [];
  feed(pieces, value);
  const isText = pieces.every((piece) => typeof piece === 'string');
  return hash('sha256', isText ? pieces.join('') : Buffer.concat(pieces.map((piece) => Buffer.from(piece))), 'hex');
}

function feed(pieces: Pieces, value: unknown): void {
  if (value === undefined) pieces.push('u;');
  else if (value === null || typeof value === 'boolean' || typeof value === 'number') pieces.push(`${typeof value}:${value};`);
  else if (typeof value === 'bigint') pieces.push(`n:${value};`);
  else if (typeof value === 'string') pieces.push(`s${Buffer.byteLength(value)}:${value};`);
  else if (value instanceof Uint8Array) pieces.push(`b${value.byteLength}:`, value);
  else if (Array.isArray(value)) feedAll(pieces, 'a', value);
  else if (value instanceof Map) feedSorted(pieces, 'm', [...value]);
  else if (value instanceof Set) feedSorted(pieces, 'e', [...value]);
  else if (typeof value === 'object') feedObject(pieces, value);
  else throw new TypeError(`state must be plain data, not a ${typeof value}`);
}

function feedAll(pieces: Pieces, mark: string, values: readonly unknown[]): void {
  pieces.push(`${mark}${values.length}:`);
  for (const value of values) feed(pieces, value);
}

/** Members of maps and sets have no order, so they are sorted by their digests. */
function feedSorted(pieces: Pieces, mark: string, members: readonly unknown[]): void {
  feedAll(pieces, mark, members.map(digestOf).sort());
}

/** An absent member and an undefined one are equal. */
function feedObject(pieces: Pieces, value: object): void {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([one], [other]) => (one < other ? -1 : 1));
  pieces.push(`o${members.length}:`);
  for (const [name, member] of members) {
    feed(pieces, name);
    feed(pieces, member);
  }
}
