import type { TenantTopicCommand } from '@ragtime/domain';
import * as name from './names.ts';

const { tenantId, ada, grace } = name;
const adaSlot = name.keySlot('ada');
const key = (apiKeyId: typeof name.keyOfAda, userId: typeof ada) => ({ type: 'CreateApiKey', tenantId, apiKeyId, userId }) as const;
const datasetName = (text: string, datasetId: typeof name.handbook) => ({ tenantId, nameHash: name.nameHash(text), datasetId });

/** A tenant with two people. One of them leaves. */
export const tenantStory: readonly TenantTopicCommand[] = [
  { type: 'ReserveEmail', email: name.emailScope('ada'), userId: ada },
  {
    type: 'RegisterUser',
    userId: ada,
    emailScope: name.emailScope('ada'),
    email: name.sealed(adaSlot, 'ada@example.org'),
    name: name.sealed(adaSlot, 'Ada Lovelace'),
  },
  { type: 'ReserveEmail', email: name.emailScope('mistyped'), userId: ada },
  { type: 'ReleaseEmail', email: name.emailScope('mistyped'), userId: ada },
  { type: 'RenameUser', userId: ada, name: name.sealed(adaSlot, 'Ada King, Gräfin Lovelace') },
  { type: 'CreateTenant', tenantId, name: 'Analytical Engines', ownerId: ada },
  { type: 'RenameTenant', tenantId, name: 'Analytical Engines Ltd. – 分析機関' },
  { type: 'AddMember', tenantId, userId: grace, role: 'member' },
  { type: 'ChangeMemberRole', tenantId, userId: grace, role: 'admin' },
  { ...key(name.keyOfAda, ada), label: 'first key', scopes: ['read', 'write', 'admin'], expiresAtMs: undefined },
  { ...key(name.keyOfOperator, ada), label: 'operations', scopes: ['operator'], expiresAtMs: undefined },
  { ...key(name.keyOfGrace, grace), label: '', scopes: ['read'], expiresAtMs: Date.UTC(2027, 0, 1) },
  { type: 'RemoveMember', tenantId, userId: grace },
  { type: 'ReserveDatasetName', ...datasetName('handbook', name.handbook) },
  { type: 'ReserveDatasetName', ...datasetName('archive', name.archive) },
  { type: 'ReserveDatasetName', ...datasetName('abandoned', name.abandoned) },
  { type: 'ReleaseDatasetName', ...datasetName('abandoned', name.abandoned) },
];

/** A process manager sends it, and it changes nothing: only the mark of its cause remains. */
export const causedCommand: TenantTopicCommand = { type: 'ReleaseDatasetName', ...datasetName('never reserved', name.abandoned) };
