import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';
import { ofAttempt2 } from '../shared/run-fields.ts';

export const attemptStarted2 = eventSchema('document', 'AttemptStarted', 2, {
  ...ofAttempt2,
  workerId: text,
});
