import { eventSchema } from '../../avro/event-schema.ts';

export const causeSettled1 = eventSchema('log', 'CauseSettled', 1, {});
