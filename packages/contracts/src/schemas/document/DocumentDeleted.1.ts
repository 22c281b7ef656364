import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const documentDeleted1 = eventSchema('document', 'DocumentDeleted', 1, {
  datasetId: text,
  documentId: text,
  keySlot: text,
  receiptId: text,
});
