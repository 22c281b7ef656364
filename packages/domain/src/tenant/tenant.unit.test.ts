import { specification } from '@ragtime/testkit';
import { describe, it } from 'vitest';
import {
  ada,
  added,
  apiKeyId,
  begun,
  bob,
  createKey,
  handbook,
  keyCreated,
  manual,
  nameHash,
  tenantId,
} from '../../testing/tenant-examples.ts';
import type { ApiKeyId, UserId } from '../ids.ts';
import { tenantRules } from '../topics/tenant/rules.ts';
import type { Role, TenantEvent } from './events.ts';

const { given } = specification(tenantRules);

const create = (ownerId = ada) => ({ type: 'CreateTenant', tenantId, name: 'Ours', ownerId }) as const;
const rename = (name: string) => ({ type: 'RenameTenant', tenantId, name }) as const;
const add = (userId: UserId, role: Role) => ({ type: 'AddMember', tenantId, userId, role }) as const;
const make = (userId: UserId, role: Role) => ({ type: 'ChangeMemberRole', tenantId, userId, role }) as const;
const made = (userId: UserId, role: Role): TenantEvent => ({ type: 'MemberRoleChanged', tenantId, userId, role });
const remove = (userId: UserId) => ({ type: 'RemoveMember', tenantId, userId }) as const;
const removed = (userId: UserId): TenantEvent => ({ type: 'MemberRemoved', tenantId, userId });
const revoke = (id = apiKeyId) => ({ type: 'RevokeApiKey', tenantId, apiKeyId: id }) as const;
const revoked = (id = apiKeyId): TenantEvent => ({ type: 'ApiKeyRevoked', tenantId, apiKeyId: id });
const reserve = (datasetId = handbook) => ({ type: 'ReserveDatasetName', tenantId, nameHash, datasetId }) as const;
const reserved = (datasetId = handbook): TenantEvent => ({ type: 'DatasetNameReserved', tenantId, nameHash, datasetId });
const release = (datasetId = handbook) => ({ type: 'ReleaseDatasetName', tenantId, nameHash, datasetId }) as const;
const released = (datasetId = handbook): TenantEvent => ({ type: 'DatasetNameReleased', tenantId, nameHash, datasetId });
const keyIds = (count: number) => Array.from({ length: count }, (_, index) => `key-${String(index).padStart(3, '0')}` as ApiKeyId);

describe('a tenant', () => {
  it('is created with its first owner', () =>
    given()
      .when(create())
      .then(...begun));
  it('changes nothing when its owner requests it again', () =>
    given(...begun)
      .when(create())
      .thenNothing());
  it('is not created twice for two owners', () =>
    given(...begun)
      .when(create(bob))
      .thenRejected('tenant-exists'));
  it('is renamed', () =>
    given(...begun)
      .when(rename('Theirs'))
      .then({ type: 'TenantRenamed', tenantId, name: 'Theirs' }));
  it('changes nothing when it has the name already', () =>
    given(...begun)
      .when(rename('Ours'))
      .thenNothing());
  it('that was renamed may have its first name again', () =>
    given(...begun, { type: 'TenantRenamed', tenantId, name: 'Theirs' })
      .when(rename('Ours'))
      .then({ type: 'TenantRenamed', tenantId, name: 'Ours' }));
  it.each([rename('x'), add(bob, 'member'), make(ada, 'member'), remove(ada), createKey(), revoke(), reserve(), release()])(
    'that never was has nothing to change: $type',
    (command) => given().when(command).thenRejected('tenant-unknown'),
  );
});

describe('a member', () => {
  it('is added', () =>
    given(...begun)
      .when(add(bob, 'member'))
      .then(added(bob, 'member')));
  it('is added once', () =>
    given(...begun, added(bob, 'member'))
      .when(add(bob, 'member'))
      .thenNothing());
  it('is not added again with another role', () =>
    given(...begun, added(bob, 'member'))
      .when(add(bob, 'admin'))
      .thenRejected('member-exists'));
  it('gets another role', () =>
    given(...begun, added(bob, 'member'))
      .when(make(bob, 'admin'))
      .then(made(bob, 'admin')));
  it('changes nothing when it has the role already', () =>
    given(...begun, added(bob, 'admin'))
      .when(make(bob, 'admin'))
      .thenNothing());
  it('must exist to get another role', () => {
    given(...begun)
      .when(make(bob, 'admin'))
      .thenRejected('member-unknown');
    given(...begun)
      .when(remove(bob))
      .thenRejected('member-unknown');
  });
  it('is removed', () =>
    given(...begun, added(bob, 'member'))
      .when(remove(bob))
      .then(removed(bob)));
  it('is removed once', () =>
    given(...begun, added(bob, 'member'), removed(bob))
      .when(remove(bob))
      .thenRejected('member-unknown'));
  it('loses its live keys when it is removed', () =>
    given(
      ...begun,
      added(bob, 'member'),
      ...keyIds(3).map((id) => keyCreated({ apiKeyId: id, userId: bob })),
      keyCreated(),
      revoked('key-001' as ApiKeyId),
    )
      .when(remove(bob))
      .then(revoked('key-000' as ApiKeyId), revoked('key-002' as ApiKeyId), removed(bob)));
});

describe('the last owner', () => {
  it('stays', () =>
    given(...begun, added(bob, 'admin'))
      .when(remove(ada))
      .thenRejected('last-owner'));
  it('stays an owner', () =>
    given(...begun, added(bob, 'admin'))
      .when(make(ada, 'admin'))
      .thenRejected('last-owner'));
  it('may be removed when there is another', () =>
    given(...begun, added(bob, 'owner'))
      .when(remove(ada))
      .then(removed(ada)));
  it('may step back when there is another', () =>
    given(...begun, made(ada, 'owner'), added(bob, 'owner'))
      .when(make(ada, 'member'))
      .then(made(ada, 'member')));
  it('is who is left', () =>
    given(...begun, added(bob, 'owner'), removed(ada))
      .when(remove(bob))
      .thenRejected('last-owner'));
});

describe('an API key', () => {
  it('is created for a member', () =>
    given(...begun)
      .when(createKey())
      .then(keyCreated()));
  it('is created once', () =>
    given(...begun, keyCreated())
      .when(createKey())
      .thenNothing());
  it('is not created for a stranger', () =>
    given(...begun)
      .when(createKey({ userId: bob }))
      .thenRejected('member-unknown'));
  it('is not created under the id of another one', () =>
    given(...begun, added(bob, 'member'), keyCreated({ userId: bob }))
      .when(createKey())
      .thenRejected('api-key-exists'));
  it('is revoked', () =>
    given(...begun, keyCreated())
      .when(revoke())
      .then(revoked()));
  it('is revoked once', () =>
    given(...begun, keyCreated(), revoked())
      .when(revoke())
      .thenRejected('api-key-unknown'));
  it('never lives again', () =>
    given(...begun, keyCreated(), revoked())
      .when(createKey())
      .thenRejected('api-key-revoked'));
  it('must exist to be revoked', () =>
    given(...begun)
      .when(revoke())
      .thenRejected('api-key-unknown'));
  it('is not made when the member has a hundred', () =>
    given(...begun, ...keyIds(100).map((id) => keyCreated({ apiKeyId: id })))
      .when(createKey())
      .thenRejected('too-many-api-keys', { most: 100 }));
  it('that was revoked leaves its place to another', () =>
    given(...begun, ...keyIds(100).map((id) => keyCreated({ apiKeyId: id })), revoked('key-050' as ApiKeyId))
      .when(createKey())
      .then(keyCreated()));
});

describe("a dataset's name", () => {
  it('is reserved', () =>
    given(...begun)
      .when(reserve())
      .then(reserved()));
  it('is reserved once by the same dataset', () =>
    given(...begun, reserved())
      .when(reserve())
      .thenNothing());
  it('is refused to another dataset, with the one that has it', () =>
    given(...begun, reserved())
      .when(reserve(manual))
      .thenRejected('dataset-name-taken', { datasetId: handbook }));
  it('is given back by its holder', () =>
    given(...begun, reserved())
      .when(release())
      .then(released()));
  it('is not given back by another dataset', () =>
    given(...begun, reserved())
      .when(release(manual))
      .thenRejected('dataset-name-not-held'));
  it('is given back once', () =>
    given(...begun, reserved(), released())
      .when(release())
      .thenNothing());
  it('is given back only with the reservation that the command names', () => {
    given(...begun, reserved())
      .when({ ...release(), reservedAtMs: 5 })
      .thenNothing();
    given(...begun, reserved())
      .when({ ...release(), reservedAtMs: 0 })
      .then(released());
  });
  it('is free afterwards', () =>
    given(...begun, reserved(), released())
      .when(reserve(manual))
      .then(reserved(manual)));
});
