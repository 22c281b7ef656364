export { DatabaseVaultMissing, type DatabaseVaultOptions, MasterKeyWrong, openDatabaseVault } from './database-vault.ts';
export { isVaultEmpty, keysIn, parseVaultLine, putVaultLines, type VaultLine, vaultLines } from './vault-lines.ts';
