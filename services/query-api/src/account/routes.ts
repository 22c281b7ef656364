import type { Principal } from '@ragtime/access';
import { CursorInvalid } from '@ragtime/database';
import { keyScopes } from '@ragtime/domain';
import { GivenId, iso, ProblemError, pageOf, pageQuery, principalOf, problemResponses, Time } from '@ragtime/http-kit';
import type { ApiKeyView, TenantView } from '@ragtime/read-model';
import { z } from 'zod';
import type { Routes } from '../needs.ts';
import { pageAs } from '../paging.ts';

const Role = z.enum(['owner', 'admin', 'member']);
const Scope = z.enum(keyScopes);
const TenantParams = z.strictObject({ tenantId: GivenId });

const Me = z
  .object({
    userId: z.string(),
    email: z.string().optional(),
    name: z.string().optional(),
    role: Role,
    tenantId: z.string(),
    apiKeyId: z.string().optional().describe('Absent where the caller came without a key.'),
    scopes: z.array(Scope),
    limits: z
      .object({ uploadBytesMax: z.int().describe('Of all files of one upload together.') })
      .describe('What this installation allows.'),
    version: z.int(),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'Me' });

const Tenant = z
  .object({ tenantId: z.string(), name: z.string(), members: z.int(), version: z.int(), createdAt: Time, updatedAt: Time })
  .meta({ id: 'Tenant' });

const Member = z
  .object({ userId: z.string(), email: z.string().optional(), name: z.string().optional(), role: Role, since: Time })
  .meta({ id: 'Member' });

const ApiKey = z
  .object({
    apiKeyId: z.string(),
    userId: z.string(),
    label: z.string(),
    scopes: z.array(Scope),
    expiresAt: Time.optional(),
    createdAt: Time,
    revokedAt: Time.optional(),
    version: z.int(),
  })
  .meta({ id: 'ApiKey' });

const tenantAs = ({ createdAtMs, updatedAtMs, ...rest }: TenantView): z.infer<typeof Tenant> => ({
  ...rest,
  createdAt: iso(createdAtMs),
  updatedAt: iso(updatedAtMs),
});

const apiKeyAs = ({ createdAtMs, expiresAtMs, revokedAtMs, ...rest }: ApiKeyView): z.infer<typeof ApiKey> => ({
  ...rest,
  createdAt: iso(createdAtMs),
  ...(expiresAtMs === undefined ? {} : { expiresAt: iso(expiresAtMs) }),
  ...(revokedAtMs === undefined ? {} : { revokedAt: iso(revokedAtMs) }),
});

/** A key belongs to one tenant; every other tenant is answered as unknown. @throws ProblemError tenant-unknown */
function refuseOthers({ tenantId }: Principal, asked: { readonly tenantId: string }): void {
  if (asked.tenantId !== tenantId) throw new ProblemError('tenant-unknown');
}

/** GET /v1/users/me */
export const getMe: Routes = (app, { queries, read, limits }) => {
  app.get(
    '/v1/users/me',
    {
      config: { action: 'account:read' },
      schema: { operationId: 'getMe', summary: 'Read who asks', tags: ['account'], response: { 200: Me, ...problemResponses } },
    },
    async (request, reply) => {
      const { tenantId, account, via, scopes } = principalOf(request);
      const user = await read(request, reply, ['directory'], () => queries.getUser(tenantId, account));
      if (user === undefined) throw new ProblemError('user-unknown');
      const { createdAtMs, updatedAtMs, ...rest } = user;
      return await reply.header('etag', `"${user.version}"`).send({
        ...rest,
        tenantId,
        ...(via.kind === 'api-key' && { apiKeyId: via.apiKeyId }),
        scopes: [...scopes],
        limits,
        createdAt: iso(createdAtMs),
        updatedAt: iso(updatedAtMs),
      });
    },
  );
};

/** GET /v1/tenants */
export const listTenants: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/tenants',
    {
      config: { action: 'tenant:read' },
      schema: {
        operationId: 'listTenants',
        summary: 'List the tenants that this key opens',
        tags: ['account'],
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(Tenant), ...problemResponses },
      },
    },
    async (request, reply) => {
      // A key belongs to one tenant, so no page of this list ever had a cursor.
      if (request.query.cursor !== undefined) throw new CursorInvalid('the cursor is none of this list');
      const { tenantId } = principalOf(request);
      const tenant = await read(request, reply, ['directory'], () => queries.getTenant(tenantId));
      return await reply.send({ items: tenant === undefined ? [] : [tenantAs(tenant)] });
    },
  );
};

/** GET /v1/tenants/{tenantId} */
export const getTenant: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/tenants/:tenantId',
    {
      config: { action: 'tenant:read' },
      schema: {
        operationId: 'getTenant',
        summary: 'Read a tenant',
        tags: ['account'],
        params: TenantParams,
        response: { 200: Tenant, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      refuseOthers(principalOf(request), request.params);
      const tenant = await read(request, reply, ['directory'], () => queries.getTenant(tenantId));
      if (tenant === undefined) throw new ProblemError('tenant-unknown');
      return await reply.header('etag', `"${tenant.version}"`).send(tenantAs(tenant));
    },
  );
};

/** GET /v1/tenants/{tenantId}/members */
export const listMembers: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/tenants/:tenantId/members',
    {
      config: { action: 'tenant:read' },
      schema: {
        operationId: 'listMembers',
        summary: 'List the members of a tenant',
        tags: ['account'],
        params: TenantParams,
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(Member), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      refuseOthers(principalOf(request), request.params);
      const page = await read(request, reply, ['directory'], () => queries.listMembers(tenantId, request.query));
      return await reply.send(pageAs(page, ({ sinceMs, ...rest }) => ({ ...rest, since: iso(sinceMs) })));
    },
  );
};

/** GET /v1/tenants/{tenantId}/api-keys */
export const listApiKeys: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/tenants/:tenantId/api-keys',
    {
      config: { action: 'api-key:read' },
      schema: {
        operationId: 'listApiKeys',
        summary: 'List API keys, newest first; never their secrets',
        tags: ['account'],
        params: TenantParams,
        querystring: z.strictObject({ ...pageQuery, withRevoked: z.enum(['true', 'false']).default('false') }),
        response: { 200: pageOf(ApiKey), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      refuseOthers(principalOf(request), request.params);
      const { limit, cursor, withRevoked } = request.query;
      const page = await read(request, reply, ['directory'], () =>
        queries.listApiKeys(tenantId, { limit, cursor, withRevoked: withRevoked === 'true' }),
      );
      return await reply.send(pageAs(page, apiKeyAs));
    },
  );
};
