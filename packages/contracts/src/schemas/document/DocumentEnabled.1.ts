import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const documentEnabled1 = eventSchema('document', 'DocumentEnabled', 1, {
  datasetId: text,
  documentId: text,
});
