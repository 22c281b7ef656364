import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';
import { ofRun2, taskError1 } from '../shared/run-fields.ts';

export const runFailed2 = eventSchema('document', 'RunFailed', 2, {
  ...ofRun2,
  taskId: text,
  error: taskError1,
});
