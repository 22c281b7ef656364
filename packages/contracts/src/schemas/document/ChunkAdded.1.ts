import { eventSchema } from '../../avro/event-schema.ts';
import { sealed, text } from '../../avro/fields.ts';

export const chunkAdded1 = eventSchema('document', 'ChunkAdded', 1, {
  datasetId: text,
  documentId: text,
  chunkId: text,
  text: sealed('document'),
});
