import { eventSchema } from '../../avro/event-schema.ts';
import { text } from '../../avro/fields.ts';
import { ofAttempt1 } from '../shared/run-fields.ts';

export const attemptStarted1 = eventSchema('document', 'AttemptStarted', 1, {
  ...ofAttempt1,
  workerId: text,
});
