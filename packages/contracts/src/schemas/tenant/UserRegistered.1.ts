import { eventSchema } from '../../avro/event-schema.ts';
import { sealed, text } from '../../avro/fields.ts';

export const userRegistered1 = eventSchema('tenant', 'UserRegistered', 1, {
  userId: text,
  emailScope: text,
  email: sealed('user'),
  name: sealed('user'),
});
