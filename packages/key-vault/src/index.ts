export { VaultMissing, VaultUnreadable } from './file/page-file.ts';
export { type FileVault, type FileVaultOptions, openFileVault } from './file-vault.ts';
export { createMemoryVault } from './memory-vault.ts';
export { preparingCodec } from './preparing-codec.ts';
export { createSealedOpener } from './sealed-opener.ts';
export { sealedReader } from './sealed-reader.ts';
export * from './vault.ts';
