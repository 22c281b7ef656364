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

/** What concerns all tenants at once. To give away the scope `operator` is one of these. */
export type InstallationAction = `operations:${'read' | 'change'}` | 'operator:give';

/** What an action is done to: something that a tenant owns, or the installation as a whole. */
export type Resource = { readonly kind: 'tenant'; readonly tenantId: TenantId } | { readonly kind: 'installation' };

/**
 * Whether a principal may do something. The default is no: without the scope that the action needs, on what another tenant owns, and
 * for every action that this function does not know.
 */
export function may(principal: Principal, action: Action, resource: Resource): boolean {
  const needed = scopeFor(action);
  if (needed === undefined || !principal.scopes.has(needed.scope) || needed.on !== resource.kind) return false;
  return resource.kind === 'installation' || resource.tenantId === principal.tenantId;
}

/** What an action of a principal's own request is done to, before the route has looked anything up. */
export const ownResource = ({ tenantId }: Principal, action: Action): Resource =>
  scopeFor(action)?.on === 'installation' ? { kind: 'installation' } : { kind: 'tenant', tenantId };

function scopeFor(action: Action): { readonly scope: KeyScope; readonly on: Resource['kind'] } | undefined {
  const [resource, verb] = action.split(':');
  if (verb === undefined) return undefined;
  if (resource === 'operations' || resource === 'operator') return { scope: 'operator', on: 'installation' };
  if (resource === 'api-key') return { scope: 'admin', on: 'tenant' };
  return { scope: verb === 'read' ? 'read' : 'write', on: 'tenant' };
}
