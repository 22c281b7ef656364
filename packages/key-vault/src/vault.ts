import type { EmailScope, KeySlot, NameHash, Sealed } from '@ragtime/domain';

/** The names that a caller is about to open, seal with, or compare. */
export interface KeyNames {
  readonly slots?: readonly KeySlot[];
  readonly credentials?: readonly string[];
}

/**
 * Keeps what the log must not hold: the keys of persons and documents, the hashes of credentials, the keys of keyed hashes. Besides log and blobs
 * it is the only store that cannot be rebuilt. Every answer is durable.
 */
export interface KeyVault {
  /**
   * Whether `open`, `seal` and `credential` can answer for these names now. A shared vault must `learn` what another process made before it uses
   * it: `open` and `seal` throw for a slot that is not at hand. A vault's own slots are always at hand.
   */
  isAtHand(names: KeyNames): boolean;
  /**
   * Loads names, each set once. Names that are nowhere are `missing` afterwards. @throws VaultAway when the store of a shared vault does not
   * answer.
   */
  learn(names: KeyNames): Promise<void>;
  /**
   * Returns a new key that is already durable. Slots are made in blocks ahead of time, so a call normally needs no sync; only the first call for a
   * tenant does, because it makes the tenant's key. With a tenant, the key can be used only as long as the tenant's own key exists. Without one it
   * belongs to the installation, for example to a person in many tenants. A slot that no event uses is lost, which does no harm.
   */
  takeSlot(tenantId?: string): Promise<KeySlot>;
  /** @throws KeyErased, KeyMissing */
  seal(slot: KeySlot, plaintext: string): Sealed;
  /**
   * `erased` only when the slot or its tenant was erased. A slot that was never made or was lost is `missing`, which is an alarm. So is a box that
   * its key does not open.
   */
  open(
    sealed: Sealed,
  ): { readonly kind: 'opened'; readonly plaintext: string } | { readonly kind: 'erased' } | { readonly kind: 'missing' };
  /** Overwrites the keys in place. Idempotent. Resolves once that is durable. @returns the number of keys that existed. */
  erase(slots: readonly KeySlot[]): Promise<number>;
  /** Overwrites the tenant's key, without which none of its slots opens. Idempotent. @returns whether it existed. */
  eraseTenant(tenantId: string): Promise<boolean>;

  /** Scoped to a tenant, so that equal names of two tenants have different hashes. */
  hashName(tenantId: string, normalised: string): NameHash;
  hashEmail(normalised: string): EmailScope;

  /** Durable before it resolves. `hash` is the hash of a secret with at least 128 random bits, or a slow hash; at most 160 bytes. */
  putCredential(id: string, hash: Uint8Array): Promise<void>;
  credential(id: string): Uint8Array | undefined;
  removeCredential(id: string): Promise<void>;

  /** A secret of the installation by name (for access tokens, for internal calls), made at its first use, durable, 32 bytes. */
  secret(name: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A shared vault is out of reach. Keys at hand still work; any other call may be retried. */
export class VaultAway extends Error {
  override readonly name = 'VaultAway';
  /** The code in the table of errors. */
  readonly code = 'key-vault-unavailable';
}

export class KeyErased extends Error {
  override readonly name = 'KeyErased';
}

export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
}
