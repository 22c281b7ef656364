import type { TenantEntities } from '../entities.ts';
import type { Scope, Subject } from '../scope.ts';
import type { TenantTopicCommand, TenantTopicEvent } from '../topics.ts';

export function tenantSubject(event: TenantTopicEvent): Subject {
  switch (event.type) {
    case 'EmailReserved':
    case 'EmailReleased':
      return { kind: 'email', id: event.email };
    case 'UserRegistered':
    case 'UserRenamed':
      return { kind: 'user', id: event.userId };
    case 'ApiKeyCreated':
    case 'ApiKeyRevoked':
      return { kind: 'api-key', id: event.apiKeyId };
    case 'DatasetNameReserved':
    case 'DatasetNameReleased':
      return { kind: 'dataset-name', id: event.nameHash };
    default:
      return { kind: 'tenant', id: event.tenantId };
  }
}

export function tenantTarget(command: TenantTopicCommand): Subject {
  switch (command.type) {
    case 'ReserveEmail':
    case 'ReleaseEmail':
      return { kind: 'email', id: command.email };
    case 'RegisterUser':
    case 'RenameUser':
      return { kind: 'user', id: command.userId };
    case 'CreateApiKey':
    case 'RevokeApiKey':
      return { kind: 'api-key', id: command.apiKeyId };
    case 'ReserveDatasetName':
    case 'ReleaseDatasetName':
      return { kind: 'dataset-name', id: command.nameHash };
    default:
      return { kind: 'tenant', id: command.tenantId };
  }
}

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
