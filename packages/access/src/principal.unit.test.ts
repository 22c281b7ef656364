import type { ApiKeyId, KeyScope, TenantId, UserId } from '@ragtime/domain';
import { describe, expect, it } from 'vitest';
import { type Action, isAllowed, type Principal } from './principal.ts';

const withScopes = (...scopes: readonly KeyScope[]): Principal => ({
  tenantId: 't' as TenantId,
  userId: 'u' as UserId,
  apiKeyId: 'k' as ApiKeyId,
  scopes: new Set(scopes),
});

describe('what a key may do', () => {
  it.each([
    ['read', 'document:read', true],
    ['read', 'search:read', true],
    ['read', 'document:create', false],
    ['read', 'api-key:read', false],
    ['write', 'document:delete', true],
    ['write', 'document:read', false],
    ['write', 'operations:read', false],
    ['admin', 'operations:change', true],
    ['admin', 'api-key:create', true],
    ['admin', 'document:create', false],
  ] as const)('%s, %s: %s', (scope, action, allowed) => expect(isAllowed(withScopes(scope), action)).toBe(allowed));

  it('is nothing without a scope, and nothing that nobody thought of', () => {
    expect(isAllowed(withScopes(), 'document:read')).toBe(false);
    expect(isAllowed(withScopes('read', 'write', 'admin'), 'public')).toBe(false);
    expect(isAllowed(withScopes('read', 'write', 'admin'), '' as Action)).toBe(false);
  });
});
