import { eventSchema } from '../../avro/event-schema.ts';
import { optional, text, whole } from '../../avro/fields.ts';
import { erasureStore1 } from '../shared/erasure-fields.ts';

export const storeErased1 = eventSchema('document', 'StoreErased', 1, {
  datasetId: text,
  receiptId: text,
  documentId: optional(text),
  store: erasureStore1,
  removed: whole,
});
