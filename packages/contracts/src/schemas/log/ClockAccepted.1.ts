import { eventSchema } from '../../avro/event-schema.ts';

export const clockAccepted1 = eventSchema('log', 'ClockAccepted', 1, {});
