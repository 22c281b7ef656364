import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The whole schema in canonical form (RFC 8785): unlike Avro's own, it keeps defaults, logical types and marks. */
export function canonicalJson(schema: unknown): string {
  const json = canonicalize(schema);
  if (json === undefined) throw new TypeError('a schema is a JSON value');
  return json;
}

/** First 31 bits of sha256 over the canonical form, so that it fits a signed 32-bit number everywhere. */
export const schemaId = (canonical: string): number => createHash('sha256').update(canonical).digest().readUInt32BE(0) >>> 1;
