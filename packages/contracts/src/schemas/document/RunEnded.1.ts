import { eventSchema } from '../../avro/event-schema.ts';
import { ofRun1 } from '../shared/run-fields.ts';

export const runEnded1 = eventSchema('document', 'RunEnded', 1, {
  ...ofRun1,
});
