/**
 * A value as JSON shows it, for files that people compare: bytes as `{$bytes}` in base64, maps as `{$map}` and sets as `{$set}`
 * in the order of their members, `undefined` left out.
 */
export function plainJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (value instanceof Map) return { $map: sorted([...value].map(plainJson)) };
  if (value instanceof Set) return { $set: sorted([...value].map(plainJson)) };
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, plainJson(member)]));
}

const sorted = (members: readonly unknown[]): readonly unknown[] =>
  members.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
