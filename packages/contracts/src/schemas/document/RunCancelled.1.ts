import { eventSchema } from '../../avro/event-schema.ts';
import { cancelReason1, ofRun1 } from '../shared/run-fields.ts';

export const runCancelled1 = eventSchema('document', 'RunCancelled', 1, {
  ...ofRun1,
  reason: cancelReason1,
});
