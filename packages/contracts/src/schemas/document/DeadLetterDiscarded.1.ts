import { eventSchema } from '../../avro/event-schema.ts';
import { ofRun1 } from '../shared/run-fields.ts';

export const deadLetterDiscarded1 = eventSchema('document', 'DeadLetterDiscarded', 1, {
  ...ofRun1,
});
