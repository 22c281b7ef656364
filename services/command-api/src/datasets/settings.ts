import { chunkTokensMax, chunkTokensMin, delimiterLengthMax, delimitersMax } from '@ragtime/domain';
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
