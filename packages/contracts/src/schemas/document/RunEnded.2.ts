import { eventSchema } from '../../avro/event-schema.ts';
import { ofRun2 } from '../shared/run-fields.ts';

export const runEnded2 = eventSchema('document', 'RunEnded', 2, {
  ...ofRun2,
});
