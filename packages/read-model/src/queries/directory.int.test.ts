import { useDatabase } from '@ragtime/database/testing';
import type { DomainEvent, UserId } from '@ragtime/domain';
import { beforeAll, describe, expect, test } from 'vitest';
import { named } from '../testing/named.ts';
import { project, tenantEvents } from '../testing/project.ts';
import { type Happened, reader, seal } from '../testing/recorded.ts';
import { createQueries, type Queries } from './queries.ts';

const database = useDatabase();
const tenantId = named('tenant-1');
const stranger = named('tenant-2');
const user = (name: string) => name as UserId;
let queries: Queries;

const key = (id: string, of = tenantId): DomainEvent => ({
  type: 'ApiKeyCreated',
  tenantId: of,
  apiKeyId: named(id),
  userId: user('ada'),
  label: `the ${id}`,
  scopes: ['read', 'write'],
  expiresAtMs: id === 'key-1' ? 5e6 : undefined,
});
const registered = (id: string, slot: string): DomainEvent => ({
  type: 'UserRegistered',
  userId: user(id),
  emailScope: 'email:x' as never,
  email: seal(`${id}@example.org`, slot),
  name: seal(id, slot),
});

beforeAll(async () => {
  const events: readonly DomainEvent[] = [
    { type: 'TenantCreated', tenantId, name: 'Company' },
    { type: 'MemberAdded', tenantId, userId: user('ada'), role: 'owner' },
    { type: 'TenantCreated', tenantId: stranger, name: 'Others' },
    { type: 'TenantRenamed', tenantId, name: 'The company' },
    { type: 'MemberAdded', tenantId, userId: user('bob'), role: 'member' },
    { type: 'MemberAdded', tenantId, userId: user('eve'), role: 'member' },
    { type: 'MemberRoleChanged', tenantId, userId: user('bob'), role: 'admin' },
    { type: 'MemberRemoved', tenantId, userId: user('eve') },
    registered('ada', 'slot'),
    registered('bob', 'erased'),
    { type: 'UserRenamed', userId: user('ada'), name: seal('Ada Lovelace') },
    key('key-1'),
    key('key-2'),
    key('key-3', stranger),
    { type: 'ApiKeyRevoked', tenantId, apiKeyId: named('key-2') },
    { type: 'DatasetNameReserved', tenantId, nameHash: named('hash'), datasetId: named('dataset') },
    { type: 'DatasetNameReleased', tenantId, nameHash: named('hash'), datasetId: named('dataset') },
  ];
  await project(
    database(),
    tenantEvents,
    0,
    events.map((event, place): Happened => ({ event, key: tenantId, version: place + 1 })),
  );
  queries = createQueries(database(), reader);
});

describe('the directory', () => {
  test('returns a tenant with its present name', async () => {
    expect(await queries.getTenant(tenantId)).toStrictEqual({
      tenantId,
      name: 'The company',
      members: 2,
      version: 8,
      createdAtMs: 1e3,
      updatedAtMs: 4e3,
    });
    expect(await queries.getTenant(named('nobody'))).toBeUndefined();
  });

  test('returns the tenants of a user', async () => {
    expect((await queries.listTenantsOf(user('ada'))).map((tenant) => tenant.tenantId)).toStrictEqual([tenantId]);
    expect(await queries.listTenantsOf(user('eve'))).toStrictEqual([]);
  });

  test('lists members with their present role, newest first', async () => {
    const page = await queries.listMembers(tenantId, { limit: 1 });
    expect(page.items).toMatchObject([{ userId: 'bob', role: 'admin', name: undefined, email: undefined }]);
    const rest = await queries.listMembers(tenantId, { limit: 1, cursor: page.nextCursor });
    expect(rest.items).toMatchObject([{ userId: 'ada', role: 'owner', name: 'Ada Lovelace', email: 'ada@example.org' }]);
    expect(rest.nextCursor).toBeUndefined();
    expect((await queries.listMembers(stranger, { limit: 1 })).items).toStrictEqual([]);
  });

  test('shows a user to fellow members only', async () => {
    expect(await queries.getUser(tenantId, user('ada'))).toMatchObject({
      name: 'Ada Lovelace',
      role: 'owner',
      createdAtMs: 9_000,
      updatedAtMs: 11_000,
    });
    expect(await queries.getUser(stranger, user('ada'))).toBeUndefined();
    expect(await queries.getUser(tenantId, user('eve'))).toBeUndefined();
  });

  test('lists revoked keys only on request', async () => {
    expect((await queries.listApiKeys(tenantId, { limit: 5 })).items.map(({ apiKeyId }) => apiKeyId)).toStrictEqual(['key-1']);
    const all = await queries.listApiKeys(tenantId, { limit: 5, withRevoked: true });
    expect(all.items.map(({ apiKeyId, revokedAtMs }) => [apiKeyId, revokedAtMs])).toStrictEqual([
      ['key-2', 15_000],
      ['key-1', undefined],
    ]);
  });

  test('shows a key with all its scopes, to its own tenant only', async () => {
    expect(await queries.getApiKey(tenantId, 'key-1')).toStrictEqual({
      apiKeyId: 'key-1',
      tenantId,
      userId: 'ada',
      label: 'the key-1',
      scopes: ['read', 'write'],
      expiresAtMs: 5e6,
      createdAtMs: 12e3,
      revokedAtMs: undefined,
      version: 12,
    });
    expect(await queries.getApiKey(stranger, 'key-1')).toBeUndefined();
    expect(await queries.getApiKey(tenantId, 'key-3')).toBeUndefined();
  });
});
