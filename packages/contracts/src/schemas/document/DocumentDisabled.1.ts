import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const documentDisabled1 = eventSchema('document', 'DocumentDisabled', 1, {
  datasetId: text,
  documentId: text,
});
