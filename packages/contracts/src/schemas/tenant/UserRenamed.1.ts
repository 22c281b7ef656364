import { eventSchema } from '../../avro/event-schema.ts';
import { sealed, text } from '../../avro/fields.ts';

export const userRenamed1 = eventSchema('tenant', 'UserRenamed', 1, {
  userId: text,
  name: sealed('user'),
});
