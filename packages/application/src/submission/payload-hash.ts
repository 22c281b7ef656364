import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Distinguishes a repeat from another request under the same key: 16 bytes of a hash over the request. The order of members does not matter. */
export function payloadHashOf(request: unknown): Uint8Array {
  const text = canonicalize(request) ?? '';
  return new Uint8Array(createHash('sha256').update(text).digest().subarray(0, 16));
}
