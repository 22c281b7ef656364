import { expect } from 'vitest';
import type { TenantTopicEvent } from '../src/topics/types.ts';

/** Checks from the log alone whether its history is possible. */
export function checkTenantHistory(events: readonly TenantTopicEvent[]): void {
  const roles = new Map<string, string>();
  const keys = new Map<string, string>();
  const holders = new Map<string, string>();
  for (const event of events) {
    switch (event.type) {
      case 'MemberAdded':
        expect(roles.has(event.userId)).toBe(false);
        roles.set(event.userId, event.role);
        break;
      case 'MemberRoleChanged':
        expect([undefined, event.role]).not.toContain(roles.get(event.userId));
        roles.set(event.userId, event.role);
        break;
      case 'MemberRemoved':
        expect([...keys.values()]).not.toContain(event.userId);
        expect(roles.delete(event.userId)).toBe(true);
        break;
      case 'ApiKeyCreated':
        expect(roles.has(event.userId)).toBe(true);
        expect(keys.has(event.apiKeyId)).toBe(false);
        keys.set(event.apiKeyId, event.userId);
        break;
      case 'ApiKeyRevoked':
        expect(keys.get(event.apiKeyId)).not.toBe(undefined);
        keys.set(event.apiKeyId, 'nobody');
        break;
      case 'DatasetNameReserved':
      case 'EmailReserved': {
        const [held, holder] = event.type === 'EmailReserved' ? [event.email, event.userId] : [event.nameHash, event.datasetId];
        expect(holders.has(held)).toBe(false);
        holders.set(held, holder);
        break;
      }
      case 'DatasetNameReleased':
        expect(holders.get(event.nameHash)).toBe(event.datasetId);
        holders.delete(event.nameHash);
        break;
      case 'EmailReleased':
        expect(holders.get(event.email)).toBe(event.userId);
        holders.delete(event.email);
        break;
      default:
    }
    if (roles.size > 0) expect([...roles.values()]).toContain('owner');
  }
}
