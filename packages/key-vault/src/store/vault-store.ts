import type { SlotPlace } from '../slot-name.ts';

/** `erased`: the value was overwritten on purpose. Undefined: it never existed or is damaged. */
export type Kept<Value> = Value | 'erased' | undefined;

/** The purpose of an entry. Names of different kinds are separate. */
export type EntryKind = 'tenant-key' | 'credential' | 'secret';

/** The names that must be in memory before the vault can answer for them. */
export interface StoreNames {
  /** Pages of slots. */
  readonly pages: readonly string[];
  readonly entries: readonly { readonly kind: EntryKind; readonly name: string }[];
}

/**
 * Stores keys. Reads are answered from memory; a change resolves once it is durable. In a shared store, memory holds what this process made or
 * learnt; for anything else `slotKey` throws.
 */
export interface VaultStore {
  /** True until the first slots are made. A store that is not empty and lacks something was damaged. */
  isEmpty(): boolean;
  /** Whether none of these names has to be learnt. Always true where one process has the store. */
  isAtHand(names: StoreNames): boolean;
  learn(names: StoreNames): Promise<void>;
  /** Makes a block of new keys, and returns their places once they are durable. */
  makeSlots(): Promise<readonly SlotPlace[]>;
  slotKey(place: SlotPlace): Kept<Uint8Array>;
  /** @returns the number of them that held a key. */
  eraseSlots(places: readonly SlotPlace[]): Promise<number>;
  entry(kind: EntryKind, name: string): Kept<Uint8Array>;
  /** Puts `fresh` where there was never an entry. When several callers ask at once, one value is kept. @returns the kept value. */
  makeEntry(kind: EntryKind, name: string, fresh: Uint8Array): Promise<Uint8Array | 'erased'>;
  /** At most 160 bytes. Replaces an earlier value. */
  putEntry(kind: EntryKind, name: string, value: Uint8Array): Promise<void>;
  /** Overwrites the value; `entry` returns `erased` from then on. @returns whether there was a value. */
  eraseEntry(kind: EntryKind, name: string): Promise<boolean>;
  /** Resolves when all earlier calls are done. */
  close(): Promise<void>;
}
