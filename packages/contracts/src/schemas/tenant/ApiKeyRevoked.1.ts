import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const apiKeyRevoked1 = eventSchema('tenant', 'ApiKeyRevoked', 1, {
  tenantId: text,
  apiKeyId: text,
});
