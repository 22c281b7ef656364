import type { Random } from '@ragtime/runtime';
import { newNonce, openBytes, sealBytes } from '../sealing.ts';

/** Encrypts values with a key that is kept outside the database, so that the database alone is useless. */
export interface Wrapping {
  wrap(name: string, value: Uint8Array): Uint8Array;
  /** Undefined when the value was not wrapped with this key under this name. */
  unwrap(name: string, wrapped: Uint8Array): Uint8Array | undefined;
}

/** @param masterKey 32 bytes */
export function wrappingWith(masterKey: Uint8Array, random: Random): Wrapping {
  return {
    wrap: (name, value) =>
      sealBytes(
        masterKey,
        name,
        value,
        newNonce((length) => random.bytes(length)),
      ),
    unwrap(name, wrapped) {
      const value = openBytes(masterKey, name, wrapped);
      return value === undefined ? undefined : new Uint8Array(value);
    },
  };
}
