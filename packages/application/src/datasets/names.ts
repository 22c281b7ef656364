import type { NameHash, TenantId } from '@ragtime/domain';
import type { KeyVault } from '@ragtime/key-vault';

/** Names that look the same to a person count as one name. */
export const datasetNameHash = (vault: KeyVault, tenantId: TenantId, name: string): NameHash =>
  vault.hashName(tenantId, `dataset ${name.normalize('NFKC').toLocaleLowerCase('en')}`);
