import type { KeyScope, TenantId } from '@ragtime/domain';
import type { Principal } from './principal.ts';

/** `resource:verb`. Every route declares one. */
export type Action =
  | `${'dataset' | 'document' | 'chunk' | 'run' | 'receipt' | 'event' | 'command' | 'progress' | 'dead-letter' | 'search'}:read`
  | `${'dataset' | 'document' | 'chunk'}:${'create' | 'change' | 'delete'}`
  | `document:${'parse' | 'cancel'}`
  | `dead-letter:${'replay' | 'discard'}`
  | 'account:read'
  | 'tenant:read'
  | `api-key:${'read' | 'create' | 'revoke'}`
  | InstallationAction
  | 'public';

/** Actions on the whole installation. To give the scope `operator` to a key is one of them. */
export type InstallationAction = `operations:${'read' | 'change'}` | 'operator:give';

/** The target of an action: a resource of a tenant, or the whole installation. */
export type Resource = { readonly kind: 'tenant'; readonly tenantId: TenantId } | { readonly kind: 'installation' };

/**
 * Whether a principal may do an action. The answer is no without the scope that the action needs, on a resource of another tenant,
 * and for every action that this function does not know.
 */
export function may(principal: Principal, action: Action, resource: Resource): boolean {
  const needed = scopeFor(action);
  if (needed === undefined || !principal.scopes.has(needed.scope) || needed.on !== resource.kind) return false;
  return resource.kind === 'installation' || resource.tenantId === principal.tenantId;
}

/** The target of a principal's request, before the route has looked up any resource. */
export const ownResource = ({ tenantId }: Principal, action: Action): Resource =>
  scopeFor(action)?.on === 'installation' ? { kind: 'installation' } : { kind: 'tenant', tenantId };

function scopeFor(action: Action): { readonly scope: KeyScope; readonly on: Resource['kind'] } | undefined {
  const [resource, verb] = action.split(':');
  if (verb === undefined) return undefined;
  if (resource === 'operations' || resource === 'operator') return { scope: 'operator', on: 'installation' };
  if (resource === 'api-key') return { scope: 'admin', on: 'tenant' };
  return { scope: verb === 'read' ? 'read' : 'write', on: 'tenant' };
}
