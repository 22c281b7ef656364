import { eventSchema } from '../../avro/event-schema.ts';
import { text, timeMs } from '../../avro/fields.ts';

export const datasetNameFenced1 = eventSchema('document', 'DatasetNameFenced', 1, {
  datasetId: text,
  nameHash: text,
  reservedAtMs: timeMs,
});
