import type { ApiKeyCreated, ApiKeyId, DomainEvent, TenantId, UserId } from '@ragtime/domain';
import type { LogEvent } from '@ragtime/event-log';

/** The keys that the events read so far made and did not end. */
export interface KnownKeys {
  get(apiKeyId: ApiKeyId): ApiKeyCreated | undefined;
  apply(event: DomainEvent | LogEvent): void;
  /** Calls the listener each time that keys have ended. @returns a function that removes the listener. */
  onEnded(listener: () => void): () => void;
}

export function createKnownKeys(): KnownKeys {
  const keys = new Map<ApiKeyId, ApiKeyCreated>();
  const listeners = new Set<() => void>();

  function end(isOver: (key: ApiKeyCreated) => boolean): void {
    for (const [id, key] of keys) if (isOver(key)) keys.delete(id);
    for (const listener of listeners) listener();
  }
  const isOf = (tenantId: TenantId, userId: UserId) => (key: ApiKeyCreated) => key.tenantId === tenantId && key.userId === userId;

  return {
    get: (apiKeyId) => keys.get(apiKeyId),
    apply(event) {
      if (event.type === 'ApiKeyCreated') keys.set(event.apiKeyId, event);
      if (event.type === 'ApiKeyRevoked') end(({ apiKeyId }) => apiKeyId === event.apiKeyId);
      if (event.type === 'MemberRemoved') end(isOf(event.tenantId, event.userId));
    },
    onEnded(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
