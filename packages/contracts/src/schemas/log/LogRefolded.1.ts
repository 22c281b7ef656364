import { eventSchema } from '../../avro/event-schema.ts';
import { whole } from '../../avro/fields.ts';

export const logRefolded1 = eventSchema('log', 'LogRefolded', 1, {
  generation: whole,
});
