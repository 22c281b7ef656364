import { eventSchema } from '../../avro/event-schema.ts';
import { sealed, text } from '../../avro/fields.ts';

export const documentRenamed1 = eventSchema('document', 'DocumentRenamed', 1, {
  datasetId: text,
  documentId: text,
  name: sealed('document'),
  nameHash: text,
});
