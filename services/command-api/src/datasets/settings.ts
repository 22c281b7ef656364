import { chunkMethods, priorities } from '@ragtime/domain';
import { z } from 'zod';
import { chunkSettingsChangeOf } from './chunk-settings-change.ts';

export const DatasetName = z.string().trim().min(1).max(200).describe('Unique in the tenant, whatever its case.');
export const Description = z.string().max(4_000);

/** Any part may be left out: it stays as it is, or as the installation has it by default. */
export const SettingsInput = z
  .strictObject({
    chunking: chunkSettingsChangeOf(chunkMethods).optional(),
    embeddingModel: z.string().min(1).max(200).optional(),
    language: z.string().min(2).max(35).optional().describe('BCP 47.'),
    priority: z.enum(priorities).optional(),
  })
  .meta({ id: 'DatasetSettingsChange' });
