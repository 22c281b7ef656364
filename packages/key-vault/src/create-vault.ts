import { createHash } from 'node:crypto';
import type { EmailScope, NameHash } from '@ragtime/domain';
import type { Random } from '@ragtime/runtime';
import { hmacOf, newNonce, openBox, sealBox } from './sealing.ts';
import { formatSlot, parseSlot, type SlotName } from './slot-name.ts';
import { slotSupply } from './slot-supply.ts';
import type { Kept, StoreNames, VaultStore } from './store/vault-store.ts';
import { KeyErased, KeyMissing, type KeyNames, type KeyVault } from './vault.ts';

/** With another key, reserved names would look free. */
export class HashKeyLost extends Error {
  override readonly name = 'HashKeyLost';
}

/**
 * A vault over any store. Resolves when the first block of keys and the key of the keyed hashes are durable.
 *
 * @throws HashKeyLost
 */
export async function createVault(store: VaultStore, random: Random): Promise<KeyVault> {
  const bytes = (length: number) => random.bytes(length);
  const making = new Map<string, Promise<Uint8Array>>();

  /** Makes a value once, however many callers ask at the same time. */
  function made(kind: 'secret' | 'tenant-key', name: string): Promise<Uint8Array> {
    const kept = store.entry(kind, name);
    if (kept === 'erased') throw new KeyErased(`${kind} was erased`);
    if (kept !== undefined) return Promise.resolve(kept);
    const id = `${kind} ${name}`;
    const known = making.get(id) ?? make(kind, name).finally(() => making.delete(id));
    making.set(id, known);
    return known;
  }

  async function make(kind: 'secret' | 'tenant-key', name: string): Promise<Uint8Array> {
    const kept = await store.makeEntry(kind, name, bytes(32));
    if (kept === 'erased') throw new KeyErased(`${kind} was erased`);
    return kept;
  }

  /** The tenant's key is part of the key of each of its slots, so that erasing it makes them all unusable. */
  function keyOf(slot: string, { tenant, ...place }: SlotName): Kept<Uint8Array> {
    const own = store.slotKey(place);
    if (tenant === undefined || !(own instanceof Uint8Array)) return own;
    const shared = store.entry('tenant-key', tenant);
    return shared instanceof Uint8Array ? hmacOf(shared).update(own).update(slot).digest() : shared;
  }

  if (!store.isEmpty() && store.entry('secret', 'keyed-hashes') === undefined) throw new HashKeyLost('the key of the keyed hashes is lost');
  const hashKey = await made('secret', 'keyed-hashes');
  const supply = await slotSupply(store);

  return {
    isAtHand: (names) => store.isAtHand(storeNamesOf(names)),
    learn: (names) => store.learn(storeNamesOf(names)),
    async takeSlot(tenantId) {
      const tenant = tenantId === undefined ? undefined : tenantName(tenantId);
      if (tenant !== undefined) await made('tenant-key', tenant);
      return formatSlot({ ...(await supply.take()), tenant });
    },
    seal(slot, plaintext) {
      const name = parseSlot(slot);
      const key = name === undefined ? undefined : keyOf(slot, name);
      if (key === 'erased') throw new KeyErased(`the key in slot ${slot} was erased`);
      if (key === undefined) throw new KeyMissing(`there is no key in slot ${slot}`);
      return { slot, box: sealBox(key, slot, plaintext, newNonce(bytes)) };
    },
    open({ slot, box }) {
      const name = parseSlot(slot);
      const key = name === undefined ? undefined : keyOf(slot, name);
      if (key === 'erased') return { kind: 'erased' };
      const plaintext = key === undefined ? undefined : openBox(key, slot, box);
      return plaintext === undefined ? { kind: 'missing' } : { kind: 'opened', plaintext };
    },
    erase: (slots) => store.eraseSlots(slots.map(parseSlot).filter((name) => name !== undefined)),
    eraseTenant: (tenantId) => store.eraseEntry('tenant-key', tenantName(tenantId)),
    hashName(tenantId, normalised) {
      const ofTenant = hmacOf(hashKey).update('name of tenant ').update(tenantId).digest();
      return hmacOf(ofTenant).update(normalised).digest('base64url') as NameHash;
    },
    hashEmail: (normalised) => `email:${hmacOf(hashKey).update('email ').update(normalised).digest('base64url')}` as EmailScope,
    putCredential: (id, hash) => store.putEntry('credential', id, hash),
    credential(id) {
      const kept = store.entry('credential', id);
      return kept instanceof Uint8Array ? kept : undefined;
    },
    async removeCredential(id) {
      await store.eraseEntry('credential', id);
    },
    secret: async (name) => await made('secret', `named ${name}`),
    close: () => store.close(),
  };
}

function storeNamesOf({ slots = [], credentials = [] }: KeyNames): StoreNames {
  const places = slots.map(parseSlot).filter((place) => place !== undefined);
  const tenants = places.flatMap(({ tenant }) => (tenant === undefined ? [] : [{ kind: 'tenant-key', name: tenant } as const]));
  return {
    pages: places.map(({ page }) => page),
    entries: [...tenants, ...credentials.map((name) => ({ kind: 'credential', name }) as const)],
  };
}

/** A hash, not a counter, so that it stays the same in a vault that was restored from an older copy. */
const tenantName = (tenantId: string): string => createHash('sha256').update(`tenant ${tenantId}`).digest('hex').slice(0, 16);
