import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';
import { settings1 } from '../shared/dataset-fields.ts';

export const datasetSettingsChanged1 = eventSchema('document', 'DatasetSettingsChanged', 1, {
  datasetId: text,
  settings: settings1,
});
