import { eventSchema } from '../../avro/event-schema.ts';
import { optional, text } from '../../avro/fields.ts';
import { settings1 } from '../shared/dataset-fields.ts';

export const datasetCreated1 = eventSchema('document', 'DatasetCreated', 1, {
  datasetId: text,
  tenantId: text,
  name: text,
  nameHash: text,
  description: optional(text),
  settings: settings1,
});
