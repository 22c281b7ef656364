import { eventSchema, upcastFrom } from '../../avro/event-schema.ts';
import { list, text } from '../../avro/fields.ts';
import { ofAttempt2, taskResult1, tasksAdded2 } from '../shared/run-fields.ts';
import { taskCompleted1 } from './TaskCompleted.1.ts';

const level2 = eventSchema('document', 'TaskCompleted', 2, {
  ...ofAttempt2,
  workerId: text,
  result: taskResult1,
  adds: list(tasksAdded2),
});

/** Level 1 had windows only, each named by its place. */
export const taskCompleted2 = upcastFrom(taskCompleted1, level2, ({ adds, ...rest }) => ({
  ...rest,
  adds: adds.length === 0 ? [] : [{ kind: 'window', from: 0, windows: adds.map(({ first, last }) => ({ first, last })) }],
}));
