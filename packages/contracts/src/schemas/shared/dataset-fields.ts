import { chunkMethods, priorities } from '@ragtime/domain';
import { oneOf, record, text } from '../../avro/fields.ts';
import { chunkingField } from './chunking-field.ts';

export const priority1 = oneOf('Priority', ...priorities);

const chunking1 = chunkingField(chunkMethods, { general: ['chunkTokens', 'overlapTokens', 'delimiters'] });

export const settings1 = record('DatasetSettings', { chunking: chunking1, embeddingModel: text, language: text, priority: priority1 });
