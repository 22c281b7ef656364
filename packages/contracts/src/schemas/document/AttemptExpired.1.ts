import { eventSchema } from '../../avro/event-schema.ts';
import { flag, text, whole } from '../../avro/fields.ts';
import { ofAttempt1 } from '../shared/run-fields.ts';

export const attemptExpired1 = eventSchema('document', 'AttemptExpired', 1, {
  ...ofAttempt1,
  workerId: text,
  lostWorkers: whole,
  alone: flag,
});
