import { eventSchema } from '../../avro/event-schema.ts';
import { text, whole } from '../../avro/fields.ts';

export const chunkDeleted1 = eventSchema('document', 'ChunkDeleted', 1, {
  datasetId: text,
  documentId: text,
  chunkId: text,
  run: whole,
});
