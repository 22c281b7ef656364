import { eventSchema } from '../../avro/event-schema.ts';
import { text, whole } from '../../avro/fields.ts';
import { original1 } from '../shared/document-fields.ts';

export const documentRevised1 = eventSchema('document', 'DocumentRevised', 1, {
  datasetId: text,
  documentId: text,
  revision: whole,
  original: original1,
});
