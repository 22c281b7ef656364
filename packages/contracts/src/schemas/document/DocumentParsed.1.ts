import { eventSchema } from '../../avro/event-schema.ts';
import { flag, list, whole } from '../../avro/fields.ts';
import { ofRun1, taskResult1 } from '../shared/run-fields.ts';

export const documentParsed1 = eventSchema('document', 'DocumentParsed', 1, {
  ...ofRun1,
  revision: whole,
  results: list(taskResult1),
  chunks: whole,
  tokens: whole,
  pages: whole,
  keepEdits: flag,
});
