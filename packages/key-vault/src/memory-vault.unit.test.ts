import { realMachine } from '@ragtime/runtime';
import { keyVaultContract } from './contract/index.ts';
import { createMemoryVault } from './memory-vault.ts';

keyVaultContract('the vault in memory', () => createMemoryVault(realMachine));
