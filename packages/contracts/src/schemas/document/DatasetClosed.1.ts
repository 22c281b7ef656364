import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const datasetClosed1 = eventSchema('document', 'DatasetClosed', 1, {
  datasetId: text,
  tenantId: text,
  nameHash: text,
  receiptId: text,
});
