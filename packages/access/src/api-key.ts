import { createHash } from 'node:crypto';
import type { ApiKeyId } from '@ragtime/domain';
import type { Random } from '@ragtime/runtime';

export interface ReadApiKey {
  readonly apiKeyId: ApiKeyId;
  /** sha256 of the whole text. The secret has enough entropy, so that no slow hash is needed. */
  readonly hash: Uint8Array;
}

/** `rt_<id>_<secret>`: the id finds the key's tenant, scopes and revocation; only the vault knows the secret's hash. */
export function makeApiKey(random: Random): { readonly apiKeyId: ApiKeyId; readonly text: string } {
  return apiKeyFrom(random.bytes(12), random.bytes(32));
}

/** Makes a key from 12 random bytes for its id and 32 for its secret. */
export function apiKeyFrom(id: Uint8Array, secret: Uint8Array): { readonly apiKeyId: ApiKeyId; readonly text: string } {
  const apiKeyId = hex(id) as ApiKeyId;
  return { apiKeyId, text: `rt_${apiKeyId}_${Buffer.from(secret).toString('base64url')}` };
}

/** An operator may choose the text of the first key. When it has no part for the id, the id comes from its hash. Undefined: the text is no key. */
export function readApiKey(text: string): ReadApiKey | undefined {
  if (!/^rt_[\x21-\x7e]{21,509}$/.test(text)) return undefined;
  const hash = createHash('sha256').update(text).digest();
  const [, id] = /^rt_([A-Za-z0-9]{1,64})_./.exec(text) ?? [];
  return { apiKeyId: (id ?? hash.toString('hex').slice(0, 24)) as ApiKeyId, hash };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
