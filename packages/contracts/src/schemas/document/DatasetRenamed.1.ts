import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const datasetRenamed1 = eventSchema('document', 'DatasetRenamed', 1, {
  datasetId: text,
  name: text,
  nameHash: text,
  previousNameHash: text,
});
