import { eventSchema } from '../../avro/event-schema.ts';
import { flag, text, whole } from '../../avro/fields.ts';
import { priority1, settings1 } from '../shared/dataset-fields.ts';
import { ofRun1 } from '../shared/run-fields.ts';

export const parsingRequested1 = eventSchema('document', 'ParsingRequested', 1, {
  ...ofRun1,
  revision: whole,
  original: text,
  settings: settings1,
  priority: priority1,
  keepEdits: flag,
});
