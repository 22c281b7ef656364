import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';
import { ofRun1, taskError1 } from '../shared/run-fields.ts';

export const runFailed1 = eventSchema('document', 'RunFailed', 1, {
  ...ofRun1,
  taskId: text,
  error: taskError1,
});
