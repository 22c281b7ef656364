import { eventSchema, upcastFrom } from '../../avro/event-schema.ts';
import { list, optional, text, timeMs } from '../../avro/fields.ts';
import { keyScope2 } from '../shared/tenant-fields.ts';
import { apiKeyCreated1 } from './ApiKeyCreated.1.ts';

const level2 = eventSchema('tenant', 'ApiKeyCreated', 2, {
  tenantId: text,
  apiKeyId: text,
  userId: text,
  label: text,
  scopes: list(keyScope2),
  expiresAtMs: optional(timeMs),
});

/**
 * At level 1 every `admin` operated the installation. From level 2 on that is a scope of its own. Keys that the installation itself made
 * for its first owner keep it; keys that people made do not get it.
 */
export const apiKeyCreated2 = upcastFrom(apiKeyCreated1, level2, ({ scopes, ...rest }, { actor }) => ({
  ...rest,
  scopes: actor === 'system' && scopes.includes('admin') ? [...scopes, 'operator' as const] : scopes,
}));
