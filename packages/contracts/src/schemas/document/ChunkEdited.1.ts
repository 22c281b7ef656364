import { eventSchema } from '../../avro/event-schema.ts';
import { flag, optional, sealed, text, whole } from '../../avro/fields.ts';

export const chunkEdited1 = eventSchema('document', 'ChunkEdited', 1, {
  datasetId: text,
  documentId: text,
  chunkId: text,
  run: whole,
  text: optional(sealed('document')),
  enabled: flag,
});
