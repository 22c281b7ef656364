import type { ApiKeyId, KeyScope, TenantId, UserId } from '@ragtime/domain';

/** Who asks, as proved at the edge. The account owns commands and keys of idempotence, so that a rotated key still meets its retry. */
export interface Principal {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly apiKeyId: ApiKeyId;
  readonly scopes: ReadonlySet<KeyScope>;
}

/** `resource:verb`. Every route declares one. */
export type Action =
  | `${'dataset' | 'document' | 'chunk' | 'run' | 'receipt' | 'event' | 'command' | 'progress' | 'dead-letter' | 'search'}:read`
  | `${'dataset' | 'document' | 'chunk'}:${'create' | 'change' | 'delete'}`
  | `document:${'parse' | 'cancel'}`
  | `dead-letter:${'replay' | 'discard'}`
  | 'account:read'
  | 'tenant:read'
  | `api-key:${'read' | 'create' | 'revoke'}`
  | `operations:${'read' | 'change'}`
  | 'public';

/** One function, default deny: a key without the scope that an action needs may not. Other tenants' things are not found before this is asked. */
export function isAllowed(principal: Principal, action: Action): boolean {
  const scope = scopeFor(action);
  return scope !== undefined && principal.scopes.has(scope);
}

function scopeFor(action: Action): KeyScope | undefined {
  const [resource, verb] = action.split(':');
  if (resource === 'operations' || resource === 'api-key') return 'admin';
  return verb === 'read' ? 'read' : verb === undefined ? undefined : 'write';
}
