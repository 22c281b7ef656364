import { eventSchema } from '../../avro/event-schema.ts';
import { text, whole } from '../../avro/fields.ts';
import { priority1, settings1 } from '../shared/dataset-fields.ts';

export const datasetRunRequested1 = eventSchema('document', 'DatasetRunRequested', 1, {
  datasetId: text,
  run: whole,
  runId: text,
  kind: text,
  settings: settings1,
  priority: priority1,
});
