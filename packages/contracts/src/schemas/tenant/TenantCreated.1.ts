import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const tenantCreated1 = eventSchema('tenant', 'TenantCreated', 1, {
  tenantId: text,
  name: text,
});
