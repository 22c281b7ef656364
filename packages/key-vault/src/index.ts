export { VaultMissing, VaultUnreadable } from './file/page-file.ts';
export { type FileVault, type FileVaultOptions, openFileVault } from './file-vault.ts';
export { createMemoryVault } from './memory-vault.ts';
export * from './vault.ts';
