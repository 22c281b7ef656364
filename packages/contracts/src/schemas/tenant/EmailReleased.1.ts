import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const emailReleased1 = eventSchema('tenant', 'EmailReleased', 1, {
  email: text,
  userId: text,
});
