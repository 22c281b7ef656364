import { eventSchema } from '../../avro/event-schema.ts';
import { ofAttempt2, taskError1 } from '../shared/run-fields.ts';

export const taskDied2 = eventSchema('document', 'TaskDied', 2, {
  ...ofAttempt2,
  error: taskError1,
});
