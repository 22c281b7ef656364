import {
  chunkTokensMax,
  chunkTokensMin,
  type DatasetSettings,
  defaultDatasetSettings,
  delimiterLengthMax,
  delimitersMax,
} from '@ragtime/domain';
import { ProblemError } from '@ragtime/http-kit';
import { z } from 'zod';

export const DatasetName = z.string().trim().min(1).max(200).describe('Unique in the tenant, whatever its case.');
export const Description = z.string().max(4_000);

const Delimiter = z.string().min(1).max(delimiterLengthMax);

/** Any part may be left out: it stays as it is, or as the installation has it by default. */
export const SettingsInput = z
  .strictObject({
    chunking: z
      .strictObject({
        method: z.literal('general').optional(),
        chunkTokens: z.int().min(chunkTokensMin).max(chunkTokensMax).optional().describe('Most tokens of a passage.'),
        overlapTokens: z
          .int()
          .min(0)
          .max(chunkTokensMax)
          .optional()
          .describe('Tokens that a passage repeats of the one before; below chunkTokens.'),
        delimiters: z.array(Delimiter).max(delimitersMax).optional().describe('Where passages may end, the best first.'),
      })
      .optional(),
    embeddingModel: z.string().min(1).max(200).optional(),
    language: z.string().min(2).max(35).optional().describe('BCP 47.'),
    priority: z.enum(['high', 'normal', 'background']).optional(),
  })
  .meta({ id: 'DatasetSettingsChange' });
type SettingsInput = z.infer<typeof SettingsInput>;

/** @throws ProblemError request-invalid, embedding-model-unknown */
export function mergeSettings(
  input: SettingsInput | undefined,
  present: DatasetSettings | undefined,
  embeddingModels: readonly string[],
): DatasetSettings {
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
    const path = 'body/settings/chunking/overlapTokens';
    const message = 'must be smaller than chunkTokens';
    throw new ProblemError('request-invalid', { detail: `${path}: ${message}`, errors: [{ path, message }] });
  }
  if (!embeddingModels.includes(settings.embeddingModel))
    throw new ProblemError('embedding-model-unknown', { detail: `offered: ${embeddingModels.join(', ')}` });
  return settings;
}
