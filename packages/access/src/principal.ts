import type { Actor, KeyScope, TenantId, UserId, Via } from '@ragtime/domain';

/**
 * The caller of a request, as proved at the edge: by a key, a session, an application or a worker. The account owns commands and
 * idempotency keys, so that a repeat under a new key or session still meets its first answer.
 */
export interface Principal {
  readonly tenantId: TenantId;
  readonly account: UserId;
  readonly via: Via;
  readonly scopes: ReadonlySet<KeyScope>;
}

/** The actor that a command of this principal names. */
export const actorOf = ({ account, via }: Principal): Actor => ({ kind: 'account', account, via });

/** The id of the credential that proved the principal. The rate limit counts by it. */
export function credentialOf({ via }: Principal): string {
  switch (via.kind) {
    case 'api-key':
      return via.apiKeyId;
    case 'session':
      return `session ${via.sessionId}`;
    case 'oauth':
      return `oauth ${via.clientId}`;
    case 'worker':
      return `worker ${via.workerId}`;
  }
}
