import type { TenantEntities } from '../../entities.ts';
import type { ApiKeyId, EmailScope, NameHash, TenantId, UserId } from '../../ids.ts';
import type { Scope, Subject } from '../../scope.ts';

export const email = (about: { readonly email: EmailScope }) => ({ kind: 'email', id: about.email }) as const;
export const user = (about: { readonly userId: UserId }) => ({ kind: 'user', id: about.userId }) as const;
export const tenant = (about: { readonly tenantId: TenantId }) => ({ kind: 'tenant', id: about.tenantId }) as const;
export const apiKey = (about: { readonly apiKeyId: ApiKeyId }): Subject => ({ kind: 'api-key', id: about.apiKeyId });
export const datasetName = (about: { readonly nameHash: NameHash }): Subject => ({ kind: 'dataset-name', id: about.nameHash });

export function tenantVersion(scope: Scope<TenantEntities>, { kind, id }: Subject): number {
  switch (kind) {
    case 'tenant':
    case 'user':
    case 'email':
    case 'dataset-name':
      return scope.get(kind, id)?.version ?? 0;
    case 'api-key': {
      const key = scope.get('api-key', id);
      return key?.status === 'live' ? key.version : 0;
    }
    default:
      return 0;
  }
}
