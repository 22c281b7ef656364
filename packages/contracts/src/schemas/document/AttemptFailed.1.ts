import { eventSchema } from '../../avro/event-schema.ts';
import { text, timeMs } from '../../avro/fields.ts';
import { ofAttempt1, taskError1 } from '../shared/run-fields.ts';

export const attemptFailed1 = eventSchema('document', 'AttemptFailed', 1, {
  ...ofAttempt1,
  workerId: text,
  error: taskError1,
  retryAtMs: timeMs,
});
