import type { Random } from '@ragtime/runtime';
import { createVault } from './create-vault.ts';
import { memoryStore } from './store/memory-store.ts';
import type { KeyVault } from './vault.ts';

/** A vault that is forgotten with its process: for tests and simulations. */
export const createMemoryVault = ({ random }: { readonly random: Random }): Promise<KeyVault> => createVault(memoryStore(random), random);
