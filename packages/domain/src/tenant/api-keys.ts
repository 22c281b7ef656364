import { accept, type Decision, reject, unchanged } from '../decision.ts';
import type { TenantEntities } from '../entities.ts';
import { apiKeysPerMemberMax } from '../limits.ts';
import type { Scope } from '../scope.ts';
import type { CreateApiKey, RevokeApiKey } from './commands.ts';
import type { TenantEvent } from './events.ts';
import { liveKeysOf } from './members.ts';

export type ApiKeyRejection = 'member-unknown' | 'api-key-exists' | 'api-key-revoked' | 'api-key-unknown' | 'too-many-api-keys';
type ApiKeyDecision = Decision<TenantEvent, ApiKeyRejection>;

/** The expiry of a key is checked where the key is used, not here. */
export function createApiKey(command: CreateApiKey, scope: Scope<TenantEntities>): ApiKeyDecision {
  const key = scope.get('api-key', command.apiKeyId);
  if (key?.status === 'live' && key.userId === command.userId) return unchanged;
  if (key !== undefined) return reject(key.status === 'live' ? 'api-key-exists' : 'api-key-revoked');
  if (scope.get('member', command.userId) === undefined) return reject('member-unknown');
  if ([...liveKeysOf(command.userId, scope)].length >= apiKeysPerMemberMax)
    return reject('too-many-api-keys', { most: apiKeysPerMemberMax });
  return accept({ ...command, type: 'ApiKeyCreated' });
}

export function revokeApiKey({ tenantId, apiKeyId }: RevokeApiKey, scope: Scope<TenantEntities>): ApiKeyDecision {
  return scope.get('api-key', apiKeyId)?.status === 'live'
    ? accept({ type: 'ApiKeyRevoked', tenantId, apiKeyId })
    : reject('api-key-unknown');
}
