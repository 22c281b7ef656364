import { Problem } from '@ragtime/http-kit';
import { z } from 'zod';

/** The outcome for one file of a request. */
export const UploadedItem = z
  .object({
    name: z.string(),
    outcome: z
      .enum(['created', 'revised', 'unchanged', 'skipped', 'refused'])
      .describe('`unchanged`: the document of this name has these bytes. `skipped`: a document of this name is there.'),
    documentId: z.string().optional().describe('Absent only where it was refused.'),
    datasetId: z.string(),
    version: z.int().optional(),
    sizeBytes: z.int(),
    sha256: z.string(),
    mediaType: z.string(),
    runId: z.string().optional().describe('Of the parse run that was started, or is open already.'),
    commandId: z.string(),
    problem: Problem.optional().describe('Why it was refused.'),
  })
  .meta({ id: 'UploadedItem' });
export type UploadedItem = z.infer<typeof UploadedItem>;
