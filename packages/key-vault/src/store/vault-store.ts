import type { SlotPlace } from '../slot-name.ts';

/** `erased` was there and was overwritten on purpose; undefined never was, or is damaged. */
export type Kept<Value> = Value | 'erased' | undefined;

/** What an entry is for. Names of different kinds never meet. */
export type EntryKind = 'tenant-key' | 'credential' | 'secret';

/** What the vault has to have in memory before it can speak of it. */
export interface StoreNames {
  /** Of slots. */
  readonly pages: readonly string[];
  readonly entries: readonly { readonly kind: EntryKind; readonly name: string }[];
}

/**
 * Where keys lie. Reads are answered from memory; whatever changes something resolves once the change is durable. A store that
 * several processes share has in memory what it made itself and what it was told to learn; of anything else `slotKey` throws.
 */
export interface VaultStore {
  /** True until the first slots are made. A store that is not empty and misses something was damaged. */
  isEmpty(): boolean;
  /** Whether nothing of these has to be learnt, as far as they are anywhere at all. Always so where one process has the store. */
  isAtHand(names: StoreNames): boolean;
  learn(names: StoreNames): Promise<void>;
  /** Makes a block of fresh keys, durable when it resolves, and names them. */
  makeSlots(): Promise<readonly SlotPlace[]>;
  slotKey(place: SlotPlace): Kept<Uint8Array>;
  /** @returns how many of them held a key. */
  eraseSlots(places: readonly SlotPlace[]): Promise<number>;
  entry(kind: EntryKind, name: string): Kept<Uint8Array>;
  /** Puts `fresh` where there was never an entry. Of several that ask at once, one's is kept. @returns what is kept. */
  makeEntry(kind: EntryKind, name: string, fresh: Uint8Array): Promise<Uint8Array | 'erased'>;
  /** At most 160 bytes. Replaces what was there. */
  putEntry(kind: EntryKind, name: string, value: Uint8Array): Promise<void>;
  /** Overwrites the value; `entry` answers `erased` from then on. @returns whether it held a value. */
  eraseEntry(kind: EntryKind, name: string): Promise<boolean>;
  /** Resolves when all that was asked for before is done. */
  close(): Promise<void>;
}
