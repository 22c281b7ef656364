import type { DatasetSettings } from '@ragtime/domain';
import type { JsonValue } from '../../tables/table.ts';

export const settingsAsJson = ({ chunking, embeddingModel, language, priority }: DatasetSettings): JsonValue => ({
  chunking: {
    method: chunking.method,
    chunkTokens: chunking.chunkTokens,
    overlapTokens: chunking.overlapTokens,
    delimiters: chunking.delimiters,
  },
  embeddingModel,
  language,
  priority,
});
