import { eventSchema } from '../../avro/event-schema.ts';
import { list, optional, text, timeMs } from '../../avro/fields.ts';
import { keyScope1 } from '../shared/tenant-fields.ts';

export const apiKeyCreated1 = eventSchema('tenant', 'ApiKeyCreated', 1, {
  tenantId: text,
  apiKeyId: text,
  userId: text,
  label: text,
  scopes: list(keyScope1),
  expiresAtMs: optional(timeMs),
});
