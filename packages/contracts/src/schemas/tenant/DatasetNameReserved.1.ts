import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const datasetNameReserved1 = eventSchema('tenant', 'DatasetNameReserved', 1, {
  tenantId: text,
  nameHash: text,
  datasetId: text,
});
