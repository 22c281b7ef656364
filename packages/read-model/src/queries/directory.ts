import { decodeCursor } from '@ragtime/database';
import { type ApiKeyId, keyScopes, type Role, type TenantId, type UserId } from '@ragtime/domain';
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { NewestFirst, type Page, type PageRequest, pageOf } from './page.ts';
import { count, id, maybe, time } from './rows.ts';

const roles = ['owner', 'admin', 'member'] as const satisfies readonly Role[];

const TenantView = z.object({
  tenantId: id<TenantId>(),
  name: z.string(),
  members: count,
  version: count,
  createdAtMs: time,
  updatedAtMs: time,
});
export type TenantView = z.infer<typeof TenantView>;

const selectTenant = sql.fragment`
  select t.tenant_id "tenantId", t.name, (select count(*) from directory.member m where m.tenant_id = t.tenant_id) members, t.version,
    t.created_at_ms "createdAtMs", t.updated_at_ms "updatedAtMs"
  from directory.tenant t`;

export const getTenant = async (pool: CommonQueryMethods, tenantId: TenantId): Promise<TenantView | undefined> =>
  (await pool.maybeOne(sql.type(TenantView)`${selectTenant} where t.tenant_id = ${tenantId}`)) ?? undefined;

/** The tenants that a user belongs to, oldest first. A user has few. */
export const listTenantsOf = async (pool: CommonQueryMethods, userId: UserId): Promise<readonly TenantView[]> =>
  await pool.any(sql.type(TenantView)`
    ${selectTenant} join directory.member mine on mine.tenant_id = t.tenant_id and mine.user_id = ${userId}
    order by t.created_at_ms, t.tenant_id`);

const UserView = z.object({
  userId: id<UserId>(),
  /** Undefined once the user was erased. */
  email: maybe(z.string()),
  name: maybe(z.string()),
  role: z.enum(roles),
  version: count,
  createdAtMs: time,
  updatedAtMs: time,
});
export type UserView = z.infer<typeof UserView>;

/** A user as a member of the tenant. */
export const getUser = async (pool: CommonQueryMethods, tenantId: TenantId, userId: UserId): Promise<UserView | undefined> =>
  (await pool.maybeOne(sql.type(UserView)`
    select a.user_id "userId", a.email, a.name, m.role, a.version, a.created_at_ms "createdAtMs", a.updated_at_ms "updatedAtMs"
    from directory.account a join directory.member m on m.user_id = a.user_id
    where m.tenant_id = ${tenantId} and a.user_id = ${userId}`)) ?? undefined;

const MemberView = z.object({
  userId: id<UserId>(),
  email: maybe(z.string()),
  name: maybe(z.string()),
  role: z.enum(roles),
  sinceMs: time,
});
export type MemberView = z.infer<typeof MemberView>;

/** Newest first. */
export async function listMembers(pool: CommonQueryMethods, tenantId: TenantId, request: PageRequest): Promise<Page<MemberView>> {
  const [atMs, after] = request.cursor === undefined ? [undefined, undefined] : decodeCursor(request.cursor, NewestFirst);
  const behind = atMs === undefined ? sql.fragment`true` : sql.fragment`(m.since_ms, m.user_id) < (${atMs}, ${after})`;
  const rows = await pool.any(sql.type(MemberView)`
    select m.user_id "userId", a.email, a.name, m.role, m.since_ms "sinceMs"
    from directory.member m left join directory.account a on a.user_id = m.user_id
    where m.tenant_id = ${tenantId} and ${behind} order by m.since_ms desc, m.user_id desc limit ${request.limit + 1}`);
  return pageOf(rows, request, { keyOf: ({ sinceMs, userId }) => [sinceMs, userId], itemOf: (row) => row });
}

const ApiKeyView = z.object({
  apiKeyId: id<ApiKeyId>(),
  tenantId: id<TenantId>(),
  userId: id<UserId>(),
  label: z.string(),
  scopes: z.array(z.enum(keyScopes)),
  expiresAtMs: maybe(time),
  createdAtMs: time,
  /** Undefined while the key is not revoked. Its expiry is separate. */
  revokedAtMs: maybe(time),
  version: count,
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

const selectApiKey = sql.fragment`
  select api_key_id "apiKeyId", tenant_id "tenantId", user_id "userId", label, scopes, expires_at_ms "expiresAtMs",
    created_at_ms "createdAtMs", revoked_at_ms "revokedAtMs", version
  from directory.api_key`;

/** Newest first. Revoked keys only on request. */
export async function listApiKeys(
  pool: CommonQueryMethods,
  tenantId: TenantId,
  request: PageRequest & { readonly withRevoked?: boolean | undefined },
): Promise<Page<ApiKeyView>> {
  const kept = request.withRevoked === true ? sql.fragment`true` : sql.fragment`revoked_at_ms is null`;
  const [atMs, after] = request.cursor === undefined ? [undefined, undefined] : decodeCursor(request.cursor, NewestFirst);
  const behind = atMs === undefined ? sql.fragment`true` : sql.fragment`(created_at_ms, api_key_id) < (${atMs}, ${after})`;
  const rows = await pool.any(sql.type(ApiKeyView)`
    ${selectApiKey} where tenant_id = ${tenantId} and ${kept} and ${behind}
    order by created_at_ms desc, api_key_id desc limit ${request.limit + 1}`);
  return pageOf(rows, request, { keyOf: ({ createdAtMs, apiKeyId }) => [createdAtMs, apiKeyId], itemOf: (row) => row });
}

export const getApiKey = async (pool: CommonQueryMethods, tenantId: TenantId, apiKeyId: string): Promise<ApiKeyView | undefined> =>
  (await pool.maybeOne(sql.type(ApiKeyView)`${selectApiKey} where tenant_id = ${tenantId} and api_key_id = ${apiKeyId}`)) ?? undefined;
