import { eventSchema, upcastFrom } from '../../avro/event-schema.ts';
import { flag, whole } from '../../avro/fields.ts';
import { ofRun1 } from '../shared/run-fields.ts';
import { documentParsed1 } from './DocumentParsed.1.ts';

const level2 = eventSchema('document', 'DocumentParsed', 2, {
  ...ofRun1,
  revision: whole,
  parts: whole,
  chunks: whole,
  tokens: whole,
  pages: whole,
  keepEdits: flag,
});

/** Level 1 repeated the content of the run's `TaskCompleted` events. */
export const documentParsed2 = upcastFrom(documentParsed1, level2, ({ results, ...rest }) => ({
  ...rest,
  parts: results.filter(({ chunks }) => chunks > 0).length,
}));
