import type { DriverTypeParser } from 'slonik';

const exactInteger = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`an int8 beyond 2^53 came out of the database: ${text}`);
  return value;
};

/**
 * What rows hold, on every Postgres: int8 and numeric as number (an int8 beyond 2^53 throws), times as milliseconds since 1970, bytea as
 * Uint8Array, json as its value.
 */
export const typeParsers = [
  { name: 'int8', oid: 20, parse: exactInteger },
  { name: 'numeric', oid: 1700, parse: Number },
  { name: 'timestamptz', oid: 1184, parse: (text: string) => Date.parse(text) },
  { name: 'timestamp', oid: 1114, parse: (text: string) => Date.parse(`${text}Z`) },
  { name: 'date', oid: 1082, parse: (text: string) => text },
  { name: 'bytea', oid: 17, parse: (text: string) => Uint8Array.from(Buffer.from(text.slice(2), 'hex')) },
] as const satisfies readonly (DriverTypeParser & { readonly oid: number })[];
