import { eventSchema } from '../../avro/event-schema.ts';
import { text, timeMs } from '../../avro/fields.ts';
import { ofAttempt2, taskError1 } from '../shared/run-fields.ts';

export const attemptFailed2 = eventSchema('document', 'AttemptFailed', 2, {
  ...ofAttempt2,
  workerId: text,
  error: taskError1,
  retryAtMs: timeMs,
});
