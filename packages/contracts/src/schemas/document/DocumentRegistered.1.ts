import { eventSchema } from '../../avro/event-schema.ts';
import { optional, sealed, text } from '../../avro/fields.ts';
import { original1 } from '../shared/document-fields.ts';

export const documentRegistered1 = eventSchema('document', 'DocumentRegistered', 1, {
  datasetId: text,
  documentId: text,
  keySlot: text,
  name: sealed('document'),
  nameHash: text,
  metadata: optional(sealed('document')),
  original: original1,
});
