import { iso, Time } from '@ragtime/http-kit';
import { type DocumentView, documentStatuses, type RevisionView } from '@ragtime/read-model';
import { z } from 'zod';

export const Failure = z
  .object({ code: z.string().describe('Has a page under /docs/errors.'), message: z.string() })
  .meta({ id: 'Failure' });
export const TaskCounts = z.object({ total: z.int(), completed: z.int() });

export const Document = z
  .object({
    documentId: z.string(),
    datasetId: z.string(),
    name: z.string().optional().describe('Absent only while the document is about to be deleted.'),
    metadata: z.record(z.string(), z.unknown()),
    enabled: z.boolean().describe('A disabled document is listed, and found by no search.'),
    revision: z.int(),
    sha256: z.string(),
    sizeBytes: z.int(),
    mediaType: z.string(),
    status: z.enum(documentStatuses),
    progress: z.number().min(0).max(1),
    tasks: TaskCounts.describe('Of the latest run: 0 of 0 before it was planned.'),
    runId: z.string().optional().describe('The latest run.'),
    visibleRunId: z.string().optional().describe('The run whose passages searches find.'),
    chunks: z.int(),
    tokens: z.int(),
    pages: z.int(),
    error: Failure.optional().describe('Why the latest run failed.'),
    version: z.int(),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'Document' });

export const Revision = z
  .object({ revision: z.int(), sha256: z.string(), sizeBytes: z.int(), mediaType: z.string(), createdAt: Time })
  .meta({ id: 'Revision' });

/** @param liveProgress what workers reported since the last event. The shown progress is never below the part that is done. */
export const documentAs = (
  { createdAtMs, updatedAtMs, metadata, progress, ...rest }: DocumentView,
  liveProgress = 0,
): z.infer<typeof Document> => ({
  ...rest,
  metadata,
  progress: Math.max(progress, liveProgress),
  createdAt: iso(createdAtMs),
  updatedAt: iso(updatedAtMs),
});

export const revisionAs = ({ revision, sha256, sizeBytes, mediaType, createdAtMs }: RevisionView): z.infer<typeof Revision> => ({
  revision,
  sha256,
  sizeBytes,
  mediaType,
  createdAt: iso(createdAtMs),
});
