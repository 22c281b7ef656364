import { eventSchema } from '../../../avro/event-schema.ts';
import { text } from '../../../avro/fields.ts';

export const datasetNameFenced1 = eventSchema('document', 'DatasetNameFenced', 1, {
  datasetId: text,
  nameHash: text,
});
