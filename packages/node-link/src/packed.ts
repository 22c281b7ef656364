/**
 * Packs values that nodes of one installation send to each other. The JSON keeps bytes and members that are undefined. A name that
 * begins with `$` gets another `$`, so that no value looks like one of our marks.
 */
export const pack = (value: unknown): string => JSON.stringify(packed(value));

/** @throws SyntaxError */
export const unpack = (text: string): unknown => unpacked(JSON.parse(text));

function packed(value: unknown): unknown {
  if (value === undefined) return { $undefined: true };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(packed);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.startsWith('$') ? `$${name}` : name, packed(member)]));
}

function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (!isObject(value)) return value;
  if (value['$undefined'] === true) return undefined;
  if (typeof value['$bytes'] === 'string') return new Uint8Array(Buffer.from(value['$bytes'], 'base64'));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.startsWith('$') ? name.slice(1) : name, unpacked(member)]));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
