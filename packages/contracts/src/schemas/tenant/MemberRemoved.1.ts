import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const memberRemoved1 = eventSchema('tenant', 'MemberRemoved', 1, {
  tenantId: text,
  userId: text,
});
