import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';

export const datasetAbandoned1 = eventSchema('document', 'DatasetAbandoned', 1, {
  datasetId: text,
  tenantId: text,
});
