import { eventSchema } from '../../avro/event-schema.ts';
import { list, text } from '../../avro/fields.ts';
import { ofAttempt1, taskResult1, taskWindow1 } from '../shared/run-fields.ts';

export const taskCompleted1 = eventSchema('document', 'TaskCompleted', 1, {
  ...ofAttempt1,
  workerId: text,
  result: taskResult1,
  adds: list(taskWindow1),
});
