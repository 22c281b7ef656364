import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';
import { role1 } from '../shared/tenant-fields.ts';

export const memberRoleChanged1 = eventSchema('tenant', 'MemberRoleChanged', 1, {
  tenantId: text,
  userId: text,
  role: role1,
});
