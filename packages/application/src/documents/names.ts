import type { NameHash, TenantId } from '@ragtime/domain';
import type { KeyVault } from '@ragtime/key-vault';

/** Names are compared exactly, after Unicode normalization. */
export const documentNameHash = (vault: KeyVault, tenantId: TenantId, datasetId: string, name: string): NameHash =>
  vault.hashName(tenantId, `document ${datasetId} ${name.normalize('NFC')}`);
