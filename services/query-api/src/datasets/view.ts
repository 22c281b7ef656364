import { DatasetSettings } from '@ragtime/contracts/settings';
import { iso, Time } from '@ragtime/http-kit';
import type { DatasetView } from '@ragtime/read-model';
import { z } from 'zod';

export const Settings = DatasetSettings.meta({ id: 'DatasetSettings' });

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

export const datasetAs = ({ createdAtMs, updatedAtMs, ...rest }: DatasetView): z.infer<typeof Dataset> => ({
  ...rest,
  createdAt: iso(createdAtMs),
  updatedAt: iso(updatedAtMs),
});
