import { eventSchema } from '../../avro/event-schema.ts';
import { optional, text } from '../../avro/fields.ts';

export const datasetDescribed1 = eventSchema('document', 'DatasetDescribed', 1, {
  datasetId: text,
  description: optional(text),
});
