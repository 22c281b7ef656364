import type { EmailScope, KeySlot, NameHash, Sealed } from '@ragtime/domain';

/** What is going to be opened, sealed with, or compared. */
export interface KeyNames {
  readonly slots?: readonly KeySlot[];
  readonly credentials?: readonly string[];
}

/**
 * Keeps what the log may not: the keys of persons and documents, the hashes of credentials, the keys of keyed hashes.
 * The one store beside log and blobs that cannot be rebuilt. Everything it answered is durable.
 */
export interface KeyVault {
  /**
   * Whether `open`, `seal` and `credential` can speak of these now. A vault that several processes share has to `learn` what another
   * one made, before it is used: of a slot that is not at hand `open` and `seal` throw. Its own slots always are.
   */
  isAtHand(names: KeyNames): boolean;
  /** Once for each set of names; what is nowhere is missing afterwards. @throws VaultAway when the store of a shared vault does not answer. */
  learn(names: KeyNames): Promise<void>;
  /**
   * A fresh key, durable already: slots are made in blocks beforehand, so this normally costs no sync of its own (but the
   * first one of a tenant does, which makes the tenant's key). With a tenant, the key can be used only as long as the
   * tenant's own key is there; without one it belongs to the installation (a person, who may be in many tenants).
   * A slot that was taken and never used by an event is lost, which harms nothing.
   */
  takeSlot(tenantId?: string): Promise<KeySlot>;
  /** @throws KeyErased, KeyMissing */
  seal(slot: KeySlot, plaintext: string): Sealed;
  /**
   * `erased` only when the slot, or its tenant, was erased; a slot that was never made, or was lost, is `missing`: an alarm.
   * So is a box that its key does not open.
   */
  open(
    sealed: Sealed,
  ): { readonly kind: 'opened'; readonly plaintext: string } | { readonly kind: 'erased' } | { readonly kind: 'missing' };
  /** Overwrites the keys where they lie. Idempotent. Resolves once that is durable. @returns how many were there. */
  erase(slots: readonly KeySlot[]): Promise<number>;
  /** Overwrites the one key without which none of the tenant's slots opens. Idempotent. @returns whether it was there. */
  eraseTenant(tenantId: string): Promise<boolean>;

  /** Scoped to a tenant, so that equal names of two tenants cannot be told to be equal. */
  hashName(tenantId: string, normalised: string): NameHash;
  hashEmail(normalised: string): EmailScope;

  /** Durable before it resolves. `hash` is of a secret that has at least 128 bits of chance in it, or a slow hash; at most 160 bytes. */
  putCredential(id: string, hash: Uint8Array): Promise<void>;
  credential(id: string): Uint8Array | undefined;
  removeCredential(id: string): Promise<void>;

  /** A secret of the installation by name (of access tokens, of internal calls), made on first use, durable. 32 bytes. */
  secret(name: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A vault that several processes share is out of reach. What is at hand goes on; anything else may be tried again as it is. */
export class VaultAway extends Error {
  override readonly name = 'VaultAway';
  /** Of the table of errors. */
  readonly code = 'key-vault-unavailable';
}

export class KeyErased extends Error {
  override readonly name = 'KeyErased';
}

export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
}
