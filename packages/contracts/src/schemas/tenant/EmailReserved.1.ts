import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const emailReserved1 = eventSchema('tenant', 'EmailReserved', 1, {
  email: text,
  userId: text,
});
