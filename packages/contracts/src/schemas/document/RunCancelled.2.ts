import { eventSchema } from '../../avro/event-schema.ts';
import { cancelReason1, ofRun2 } from '../shared/run-fields.ts';

export const runCancelled2 = eventSchema('document', 'RunCancelled', 2, {
  ...ofRun2,
  reason: cancelReason1,
});
