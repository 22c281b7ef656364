import { eventSchema } from '../../avro/event-schema.ts';
import { ofAttempt1, taskError1 } from '../shared/run-fields.ts';

export const taskDied1 = eventSchema('document', 'TaskDied', 1, {
  ...ofAttempt1,
  error: taskError1,
});
