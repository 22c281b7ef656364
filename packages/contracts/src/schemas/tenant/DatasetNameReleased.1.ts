import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const datasetNameReleased1 = eventSchema('tenant', 'DatasetNameReleased', 1, {
  tenantId: text,
  nameHash: text,
  datasetId: text,
});
