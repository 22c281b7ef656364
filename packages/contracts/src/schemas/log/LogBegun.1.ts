import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const logBegun1 = eventSchema('log', 'LogBegun', 1, {
  logId: text,
});
