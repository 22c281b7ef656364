import type { NameHash, TenantId } from '@ragtime/domain';
import type { KeyVault } from '@ragtime/key-vault';

/** Two names that a person would call the same are the same. */
export const datasetNameHash = (vault: KeyVault, tenantId: TenantId, name: string): NameHash =>
  vault.hashName(tenantId, `dataset ${name.normalize('NFKC').toLocaleLowerCase('en')}`);
