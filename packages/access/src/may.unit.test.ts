import { type ApiKeyId, actorText, type KeyScope, type TenantId, type UserId, type Via } from '@ragtime/domain';
import { describe, expect, it } from 'vitest';
import { type Action, may, ownResource } from './may.ts';
import { actorOf, credentialOf, type Principal } from './principal.ts';

const tenantId = 't' as TenantId;
const key: Via = { kind: 'api-key', apiKeyId: 'k' as ApiKeyId };
const withScopes = (...scopes: readonly KeyScope[]): Principal => ({ tenantId, account: 'u' as UserId, via: key, scopes: new Set(scopes) });
const own = { kind: 'tenant', tenantId } as const;
const installation = { kind: 'installation' } as const;
const all = withScopes('read', 'write', 'admin', 'operator');

describe('what a principal may do', () => {
  it.each([
    ['read', 'document:read', true],
    ['read', 'search:read', true],
    ['read', 'document:create', false],
    ['read', 'api-key:read', false],
    ['write', 'document:delete', true],
    ['write', 'document:read', false],
    ['admin', 'api-key:create', true],
    ['admin', 'document:create', false],
    ['operator', 'api-key:create', false],
    ['operator', 'document:read', false],
  ] as const)('%s, %s of the own tenant: %s', (scope, action, allowed) => expect(may(withScopes(scope), action, own)).toBe(allowed));

  it.each([
    ['read', 'operations:read', false],
    ['admin', 'operations:read', false],
    ['admin', 'operations:change', false],
    ['admin', 'operator:give', false],
    ['operator', 'operations:read', true],
    ['operator', 'operations:change', true],
    ['operator', 'operator:give', true],
  ] as const)('%s, %s of the installation: %s', (scope, action, allowed) =>
    expect(may(withScopes(scope), action, installation)).toBe(allowed),
  );

  it('includes nothing without a scope, and no unknown action', () => {
    expect(may(withScopes(), 'document:read', own)).toBe(false);
    expect(may(all, 'public', own)).toBe(false);
    expect(may(all, '' as Action, own)).toBe(false);
  });

  it('includes nothing on resources of another tenant, nor an action on the wrong kind of resource', () => {
    const other = { kind: 'tenant', tenantId: 'other' as TenantId } as const;
    expect(may(all, 'document:read', other)).toBe(false);
    expect(may(all, 'operations:read', own)).toBe(false);
    expect(may(all, 'document:read', installation)).toBe(false);
    expect(ownResource(all, 'operations:read')).toEqual(installation);
    expect(ownResource(all, 'document:read')).toEqual(own);
  });

  it('does not depend on how the principal proved who it is, and its commands name how', () => {
    const session: Principal = { ...withScopes('read'), via: { kind: 'session', sessionId: 's' } };
    expect(may(session, 'document:read', own)).toBe(true);
    expect(actorText(actorOf(session))).toBe('session:s user:u');
    expect(actorText(actorOf(all))).toBe('api-key:k user:u');
    expect(new Set([session, all].map(credentialOf)).size).toBe(2);
  });
});
