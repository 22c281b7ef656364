import { type ChunkSettingsChange, chunkRules, type DatasetSettings, defaultDatasetSettings } from '@ragtime/domain';
import { type Refused, refused } from '../answers/answer.ts';

/** A member that is left out keeps its value, or gets the default of the installation. Another chunk method brings its own defaults. */
export type SettingsChange = {
  readonly [Name in Exclude<keyof DatasetSettings, 'chunking'>]?: DatasetSettings[Name] | undefined;
} & { readonly chunking?: ChunkSettingsChange | undefined };

/** @returns the complete settings, or why they are invalid. */
export function mergeSettings(
  input: SettingsChange | undefined,
  present: DatasetSettings | undefined,
  embeddingModels: readonly string[],
): { readonly kind: 'merged'; readonly settings: DatasetSettings } | Refused {
  const base = present ?? { ...defaultDatasetSettings, embeddingModel: embeddingModels[0] ?? defaultDatasetSettings.embeddingModel };
  const changed = chunkRules.change(base.chunking, input?.chunking ?? {});
  if (changed.kind === 'refused') {
    const errors = changed.faults.map(({ field, message }) => ({ path: `settings/chunking/${field}`, message }));
    return refused('request-invalid', { errors });
  }
  const settings: DatasetSettings = {
    chunking: changed.chunking,
    embeddingModel: input?.embeddingModel ?? base.embeddingModel,
    language: input?.language ?? base.language,
    priority: input?.priority ?? base.priority,
  };
  if (!embeddingModels.includes(settings.embeddingModel))
    return refused('embedding-model-unknown', { detail: `offered: ${embeddingModels.join(', ')}` });
  return { kind: 'merged', settings };
}
