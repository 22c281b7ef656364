/**
 * Walks the bytes of a value by its writer's schema and reads nothing but lengths. avsc trusts lengths: a damaged count of an array would keep it
 * busy for hours, and it notices the end of the bytes only afterwards.
 */
export type BoundsCheck = (bytes: Uint8Array, from: number) => void;

export class OutOfBounds extends Error {
  override readonly name = 'OutOfBounds';
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}
type Skip = (cursor: Cursor) => void;

/** @throws TypeError when it is not an Avro schema. */
export function boundsCheckOf(schema: unknown): BoundsCheck {
  const skip = skipOf(schema, '', new Map());
  return (bytes, from) => {
    const cursor = { bytes, at: from };
    skip(cursor);
    if (cursor.at !== bytes.length) throw new OutOfBounds(`${bytes.length - cursor.at} bytes behind the value`);
  };
}

function skipOf(schema: unknown, namespace: string, named: Map<string, Skip>): Skip {
  if (typeof schema === 'string') {
    const known = primitives[schema] ?? named.get(schema) ?? named.get(`${namespace}.${schema}`);
    if (known === undefined) throw new TypeError(`no Avro type: ${schema}`);
    return known;
  }
  if (Array.isArray(schema)) return union(schema.map((branch) => skipOf(branch, namespace, named)));
  if (!isObject(schema)) throw new TypeError('no Avro schema');
  const type = schema['type'];
  const names = nameOf(schema, namespace);
  switch (type) {
    case 'record': {
      const members: Skip[] = [];
      const skip: Skip = (cursor) => {
        for (const member of members) member(cursor);
      };
      named.set(names.full, skip);
      for (const field of listOf(schema['fields'])) members.push(skipOf(isObject(field) ? field['type'] : field, names.namespace, named));
      return skip;
    }
    case 'enum': {
      const skip = indexBelow(listOf(schema['symbols']).length);
      named.set(names.full, skip);
      return skip;
    }
    case 'fixed': {
      const size = Number(schema['size']);
      const skip: Skip = (cursor) => advance(cursor, size);
      named.set(names.full, skip);
      return skip;
    }
    case 'array':
      return blocks(skipOf(schema['items'], namespace, named));
    case 'map': {
      const value = skipOf(schema['values'], namespace, named);
      return blocks((cursor) => {
        sized(cursor);
        value(cursor);
      });
    }
    default:
      return skipOf(type, namespace, named);
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function nameOf(schema: Readonly<Record<string, unknown>>, enclosing: string): { full: string; namespace: string } {
  const name = typeof schema['name'] === 'string' ? schema['name'] : '';
  const dot = name.lastIndexOf('.');
  if (dot >= 0) return { full: name, namespace: name.slice(0, dot) };
  const namespace = typeof schema['namespace'] === 'string' ? schema['namespace'] : enclosing;
  return { full: namespace === '' ? name : `${namespace}.${name}`, namespace };
}

function advance(cursor: Cursor, count: number): void {
  if (!(count >= 0 && count <= cursor.bytes.length - cursor.at)) throw new OutOfBounds(`${count} bytes asked for at ${cursor.at}`);
  cursor.at += count;
}

/** Zigzag, 7 bits a byte, at most 10 bytes. Exact to 2^53, far above any possible length. */
function long(cursor: Cursor): number {
  let value = 0;
  let factor = 1;
  for (let count = 0; count < 10; count++) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) break;
    cursor.at++;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    factor *= 128;
  }
  throw new OutOfBounds(`no whole number at ${cursor.at}`);
}

const sized: Skip = (cursor) => advance(cursor, long(cursor));

const primitives: Readonly<Record<string, Skip | undefined>> = {
  null: () => undefined,
  boolean: (cursor) => advance(cursor, 1),
  int: (cursor) => void long(cursor),
  long: (cursor) => void long(cursor),
  float: (cursor) => advance(cursor, 4),
  double: (cursor) => advance(cursor, 8),
  bytes: sized,
  string: sized,
};

const indexBelow =
  (count: number): Skip =>
  (cursor) => {
    const index = long(cursor);
    if (!(index >= 0 && index < count)) throw new OutOfBounds(`choice ${index} of ${count}`);
  };

const union =
  (branches: readonly Skip[]): Skip =>
  (cursor) => {
    const index = long(cursor);
    const branch = branches[index];
    if (branch === undefined) throw new OutOfBounds(`branch ${index} of ${branches.length}`);
    branch(cursor);
  };

/** Each of our items takes at least a byte, so more items than bytes means damage. */
const blocks =
  (item: Skip): Skip =>
  (cursor) => {
    for (let count = long(cursor); count !== 0; count = long(cursor)) {
      if (count < 0) long(cursor);
      const items = Math.abs(count);
      if (items > cursor.bytes.length - cursor.at) throw new OutOfBounds(`${items} items asked for at ${cursor.at}`);
      for (let index = 0; index < items; index++) item(cursor);
    }
  };
