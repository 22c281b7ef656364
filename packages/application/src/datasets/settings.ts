import { type DatasetSettings, defaultDatasetSettings } from '@ragtime/domain';
import { type Refused, refused } from '../answers/answer.ts';

/** A member that is left out keeps its value, or gets the default of the installation. */
export type SettingsChange = {
  readonly [Name in Exclude<keyof DatasetSettings, 'chunking'>]?: DatasetSettings[Name] | undefined;
} & {
  readonly chunking?: { readonly [Name in keyof DatasetSettings['chunking']]?: DatasetSettings['chunking'][Name] | undefined } | undefined;
};

/** @returns the complete settings, or why they are invalid. */
export function mergeSettings(
  input: SettingsChange | undefined,
  present: DatasetSettings | undefined,
  embeddingModels: readonly string[],
): { readonly kind: 'merged'; readonly settings: DatasetSettings } | Refused {
  const base = present ?? { ...defaultDatasetSettings, embeddingModel: embeddingModels[0] ?? defaultDatasetSettings.embeddingModel };
  const given = input?.chunking ?? {};
  const settings: DatasetSettings = {
    chunking: {
      method: 'general',
      chunkTokens: given.chunkTokens ?? base.chunking.chunkTokens,
      overlapTokens: given.overlapTokens ?? base.chunking.overlapTokens,
      delimiters: given.delimiters ?? base.chunking.delimiters,
    },
    embeddingModel: input?.embeddingModel ?? base.embeddingModel,
    language: input?.language ?? base.language,
    priority: input?.priority ?? base.priority,
  };
  if (settings.chunking.overlapTokens >= settings.chunking.chunkTokens) {
    const errors = [{ path: 'settings/chunking/overlapTokens', message: 'must be smaller than chunkTokens' }];
    return refused('request-invalid', { errors });
  }
  if (!embeddingModels.includes(settings.embeddingModel))
    return refused('embedding-model-unknown', { detail: `offered: ${embeddingModels.join(', ')}` });
  return { kind: 'merged', settings };
}
