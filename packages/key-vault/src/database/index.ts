export { DatabaseVaultMissing, type DatabaseVaultOptions, MasterKeyWrong, openDatabaseVault } from './database-vault.ts';
