import { chunkMethods } from './chunk-methods.ts';
import { createChunkRules } from './chunk-settings.ts';
import type { DatasetSettings } from './events.ts';

export const chunkRules = createChunkRules(chunkMethods);

/** The settings of a dataset that was created without any. */
export const defaultDatasetSettings = {
  chunking: chunkRules.defaultsOf('general'),
  embeddingModel: 'glove-sg-100d-int8@1',
  language: 'en',
  priority: 'normal',
} as const satisfies DatasetSettings;

export function sameSettings(one: DatasetSettings, other: DatasetSettings): boolean {
  return (
    one.embeddingModel === other.embeddingModel &&
    one.language === other.language &&
    one.priority === other.priority &&
    chunkRules.isSame(one.chunking, other.chunking)
  );
}
