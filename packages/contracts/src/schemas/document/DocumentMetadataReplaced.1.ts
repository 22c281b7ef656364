import { eventSchema } from '../../avro/event-schema.ts';
import { optional, sealed, text } from '../../avro/fields.ts';

export const documentMetadataReplaced1 = eventSchema('document', 'DocumentMetadataReplaced', 1, {
  datasetId: text,
  documentId: text,
  metadata: optional(sealed('document')),
});
