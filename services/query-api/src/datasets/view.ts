import { iso, Time } from '@ragtime/http-kit';
import type { DatasetView } from '@ragtime/read-model';
import { z } from 'zod';

export const Settings = z
  .object({
    chunking: z.object({
      method: z.literal('general'),
      chunkTokens: z.int(),
      overlapTokens: z.int(),
      delimiters: z.array(z.string()),
    }),
    embeddingModel: z.string(),
    language: z.string(),
    priority: z.enum(['high', 'normal', 'background']),
  })
  .meta({ id: 'DatasetSettings' });

export const Dataset = z
  .object({
    datasetId: z.string(),
    name: z.string(),
    description: z.string().optional(),
    settings: Settings,
    documents: z.int().describe('Whatever their status.'),
    chunks: z.int().describe('Visible passages, edits aside.'),
    tokens: z.int(),
    sizeBytes: z.int().describe('Of the present revisions.'),
    version: z.int(),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'Dataset' });

export const settingsAs = (settings: DatasetView['settings']): z.infer<typeof Settings> => ({
  ...settings,
  chunking: { ...settings.chunking, delimiters: [...settings.chunking.delimiters] },
});

export const datasetAs = ({ createdAtMs, updatedAtMs, settings, ...rest }: DatasetView): z.infer<typeof Dataset> => ({
  ...rest,
  settings: settingsAs(settings),
  createdAt: iso(createdAtMs),
  updatedAt: iso(updatedAtMs),
});
