import { createApiKey as create, revokeApiKey as revoke } from '@ragtime/application';
import { type ApiKeyId, keyScopes, type UserId } from '@ragtime/domain';
import { GivenId, GivenTime, isId, ProblemError, problemResponses, Time } from '@ragtime/http-kit';
import { z } from 'zod';
import { callOf } from '../http/call-of.ts';
import { settle } from '../http/settle.ts';
import type { Routes } from '../needs.ts';

const Scope = z.enum(keyScopes);
const Params = z.strictObject({ tenantId: GivenId });

const Created = z
  .object({
    apiKeyId: z.string(),
    key: z.string().describe('The whole key. Nobody can read it again.'),
    label: z.string(),
    scopes: z.array(Scope),
    expiresAt: Time.optional(),
  })
  .meta({ id: 'CreatedApiKey' });

/** POST /v1/tenants/{tenantId}/api-keys */
export const createApiKey: Routes = (app, needs) => {
  app.post(
    '/v1/tenants/:tenantId/api-keys',
    {
      config: { action: 'api-key:create' },
      schema: {
        operationId: 'createApiKey',
        summary: 'Create an API key',
        description: 'The key is shown in this answer only (and in that to a repeat with the same `Idempotency-Key`).',
        tags: ['account'],
        params: Params,
        body: z.strictObject({
          label: z.string().trim().min(1).max(200),
          scopes: z.array(Scope).min(1).max(keyScopes.length),
          userId: GivenId.optional().describe('Whose key it is. Default: who asks.'),
          expiresAt: GivenTime.optional(),
        }),
        response: { 201: Created, ...problemResponses },
      },
    },
    async (request, reply) => {
      const call = callOf(request, reply, needs, request.body);
      const { tenantId } = request.params;
      const { label, userId, expiresAt } = request.body;
      const { apiKeyId, key, scopes } = settle(
        reply,
        await create(needs, call, {
          tenantId,
          label,
          scopes: request.body.scopes,
          userId: userId as UserId | undefined,
          expiresAtMs: expiresAt === undefined ? undefined : Date.parse(expiresAt),
        }),
      );
      return await reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ apiKeyId, key, label, scopes: [...scopes], ...(expiresAt === undefined ? {} : { expiresAt }) });
    },
  );
};

/** DELETE /v1/tenants/{tenantId}/api-keys/{apiKeyId} */
export const revokeApiKey: Routes = (app, needs) => {
  app.delete(
    '/v1/tenants/:tenantId/api-keys/:apiKeyId',
    {
      config: { action: 'api-key:revoke' },
      schema: {
        operationId: 'revokeApiKey',
        summary: 'Revoke an API key',
        description:
          'On this node it opens nothing from now on; on any other for at most two seconds more. Its open streams and downloads end too, and uploads under way are refused.',
        tags: ['account'],
        params: z.strictObject({ tenantId: GivenId, apiKeyId: GivenId }),
        response: { 200: z.object({ apiKeyId: z.string() }), ...problemResponses },
      },
    },
    async (request, reply) => {
      const call = callOf(request, reply, needs, undefined);
      const { tenantId, apiKeyId } = request.params;
      if (tenantId === call.principal.tenantId && !isId(apiKeyId)) throw new ProblemError('api-key-unknown');
      return await reply.send(settle(reply, await revoke(needs, call, { tenantId, apiKeyId: apiKeyId as ApiKeyId })));
    },
  );
};
