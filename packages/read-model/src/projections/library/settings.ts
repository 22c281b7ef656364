import { chunkRules, type DatasetSettings } from '@ragtime/domain';
import type { JsonValue } from '../../tables/table.ts';

export const settingsAsJson = ({ chunking, embeddingModel, language, priority }: DatasetSettings): JsonValue => ({
  chunking: chunkRules.trimmed(chunking),
  embeddingModel,
  language,
  priority,
});
