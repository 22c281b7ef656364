import { eventSchema } from '../../avro/event-schema.ts';
import { optional, text } from '../../avro/fields.ts';

export const erasureCompleted1 = eventSchema('document', 'ErasureCompleted', 1, {
  datasetId: text,
  receiptId: text,
  documentId: optional(text),
});
