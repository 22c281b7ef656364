import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const tenantRenamed1 = eventSchema('tenant', 'TenantRenamed', 1, {
  tenantId: text,
  name: text,
});
