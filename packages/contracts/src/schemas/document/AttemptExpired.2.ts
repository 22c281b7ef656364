import { eventSchema } from '../../avro/event-schema.ts';
import { flag, text, whole } from '../../avro/fields.ts';
import { ofAttempt2 } from '../shared/run-fields.ts';

export const attemptExpired2 = eventSchema('document', 'AttemptExpired', 2, {
  ...ofAttempt2,
  workerId: text,
  lostWorkers: whole,
  alone: flag,
});
