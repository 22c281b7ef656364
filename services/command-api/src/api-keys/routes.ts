import { createHmac } from 'node:crypto';
import { apiKeyFrom, may, readApiKey } from '@ragtime/access';
import { type ApiKeyId, keyScopes, type TenantId, type UserId } from '@ragtime/domain';
import {
  commandContextOf,
  invalidRequest,
  isId,
  ProblemError,
  payloadHashOf,
  problemResponses,
  stateOutcome,
  submissionOf,
  Time,
} from '@ragtime/http-kit';
import { z } from 'zod';
import type { CommandApiNeeds, Routes } from '../needs.ts';

const Scope = z.enum(keyScopes);
const Params = z.strictObject({ tenantId: z.string() });

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
  const { bus, vault, machine } = needs;
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
          userId: z.string().optional().describe('Whose key it is. Default: who asks.'),
          expiresAt: Time.optional(),
        }),
        response: { 201: Created, ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, reply, machine.random);
      const tenantId = tenantOf(context.principal, request.params);
      const { label, userId, expiresAt } = request.body;
      const scopes = [...new Set(request.body.scopes)];
      if (scopes.includes('operator') && !may(context.principal, 'operator:give', { kind: 'installation' }))
        throw new ProblemError('forbidden', { detail: 'only an operator may give the scope operator' });
      const expiresAtMs = expiresAt === undefined ? undefined : Date.parse(expiresAt);
      if (expiresAtMs !== undefined && expiresAtMs <= machine.clock.nowMs())
        throw invalidRequest({ path: 'body/expiresAt', message: 'must lie in the future' });
      const { apiKeyId, text, hash } = await keyOf(needs, context.commandId);
      // Durable before the event that makes it count: a key that was shown must open doors.
      await vault.putCredential(apiKeyId, hash);
      const command = {
        type: 'CreateApiKey',
        tenantId,
        apiKeyId,
        label,
        scopes,
        expiresAtMs,
        userId: (userId ?? context.principal.account) as UserId,
      } as const;
      const outcome = await bus.submit(submissionOf(command, context, payloadHashOf(request, request.body)));
      if (outcome.kind === 'rejected' || outcome.kind === 'unavailable') await vault.removeCredential(apiKeyId);
      stateOutcome(reply, outcome);
      return await reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ apiKeyId, key: text, label, scopes, ...(expiresAt === undefined ? {} : { expiresAt }) });
    },
  );
};

/** DELETE /v1/tenants/{tenantId}/api-keys/{apiKeyId} */
export const revokeApiKey: Routes = (app, { bus, vault, machine }) => {
  app.delete(
    '/v1/tenants/:tenantId/api-keys/:apiKeyId',
    {
      config: { action: 'api-key:revoke' },
      schema: {
        operationId: 'revokeApiKey',
        summary: 'Revoke an API key',
        description: 'On this node it opens nothing from now on; on any other for at most two seconds more.',
        tags: ['account'],
        params: z.strictObject({ tenantId: z.string(), apiKeyId: z.string() }),
        response: { 200: z.object({ apiKeyId: z.string() }), ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, reply, machine.random);
      const tenantId = tenantOf(context.principal, request.params);
      if (!isId(request.params.apiKeyId)) throw new ProblemError('api-key-unknown');
      const apiKeyId = request.params.apiKeyId as ApiKeyId;
      const command = { type: 'RevokeApiKey', tenantId, apiKeyId } as const;
      stateOutcome(reply, await bus.submit(submissionOf(command, context, payloadHashOf(request, undefined))));
      await vault.removeCredential(apiKeyId);
      return await reply.send({ apiKeyId });
    },
  );
};

/** A key is of one tenant: every other is unknown to it. @throws ProblemError tenant-unknown */
function tenantOf({ tenantId }: { readonly tenantId: TenantId }, asked: { readonly tenantId: string }): TenantId {
  if (asked.tenantId !== tenantId) throw new ProblemError('tenant-unknown');
  return tenantId;
}

/**
 * From the command's id and a secret of the installation, so that a repeat after a lost answer shows the key that was made and not
 * another one; nobody without the vault can make it from the log.
 */
async function keyOf({ vault }: CommandApiNeeds, commandId: string) {
  const secret = await vault.secret('api-keys');
  const chance = createHmac('sha512', secret).update(commandId).digest();
  const { apiKeyId, text } = apiKeyFrom(chance.subarray(0, 12), chance.subarray(12, 44));
  const read = readApiKey(text);
  if (read === undefined) throw new Error('a key that was made is no key');
  return { apiKeyId, text, hash: read.hash };
}
