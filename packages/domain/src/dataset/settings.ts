import type { DatasetSettings, Priority } from './events.ts';

/** The settings of a dataset that was created without any. */
export const defaultDatasetSettings: DatasetSettings = {
  chunking: {
    method: 'general',
    chunkTokens: 256,
    overlapTokens: 32,
    delimiters: ['\n\n', '\n', '. ', '! ', '? ', '; '],
  },
  embeddingModel: 'glove-sg-100d-int8@1',
  language: 'en',
  priority: 'normal',
};

export function sameSettings(one: DatasetSettings, other: DatasetSettings): boolean {
  return (
    one.embeddingModel === other.embeddingModel &&
    one.language === other.language &&
    one.priority === other.priority &&
    one.chunking.method === other.chunking.method &&
    one.chunking.chunkTokens === other.chunking.chunkTokens &&
    one.chunking.overlapTokens === other.chunking.overlapTokens &&
    one.chunking.delimiters.length === other.chunking.delimiters.length &&
    one.chunking.delimiters.every((delimiter, index) => delimiter === other.chunking.delimiters[index])
  );
}

/** The highest priority first. */
export const priorityOrder: readonly Priority[] = ['high', 'normal', 'background'];
