import { list, oneOf, record, text, whole } from '../../avro/fields.ts';

export const priority1 = oneOf('Priority', 'high', 'normal', 'background');

const chunking1 = record('Chunking', {
  method: oneOf('ChunkMethod', 'general'),
  chunkTokens: whole,
  overlapTokens: whole,
  delimiters: list(text),
});

export const settings1 = record('DatasetSettings', { chunking: chunking1, embeddingModel: text, language: text, priority: priority1 });
