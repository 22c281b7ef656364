import type { Random } from '@ragtime/runtime';
import { createVault } from './create-vault.ts';
import { memoryStore } from './store/memory-store.ts';
import type { KeyVault } from './vault.ts';

/** A vault in memory, for tests and simulations. It is lost with its process. */
export const createMemoryVault = ({ random }: { readonly random: Random }): Promise<KeyVault> => createVault(memoryStore(random), random);
