import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';
import { role1 } from '../shared/tenant-fields.ts';

export const memberAdded1 = eventSchema('tenant', 'MemberAdded', 1, {
  tenantId: text,
  userId: text,
  role: role1,
});
