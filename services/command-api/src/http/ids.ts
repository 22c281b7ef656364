import type { ChunkId, DatasetId, DocumentId, RunId } from '@ragtime/domain';
import { GivenId, isId, ProblemError } from '@ragtime/http-kit';
import { z } from 'zod';

export const DatasetParams = z.strictObject({ datasetId: GivenId });
export const DocumentParams = z.strictObject({ datasetId: GivenId, documentId: GivenId });
export const ChunkParams = z.strictObject({ datasetId: GivenId, documentId: GivenId, chunkId: GivenId });

/** An id of another form than ours is answered as unknown. @throws ProblemError dataset-unknown */
export function datasetIdOf({ datasetId }: { readonly datasetId: string }): DatasetId {
  if (!isId(datasetId)) throw new ProblemError('dataset-unknown');
  return datasetId as DatasetId;
}

/** @throws ProblemError dataset-unknown, document-unknown */
export function documentIdsOf(params: { readonly datasetId: string; readonly documentId: string }) {
  const datasetId = datasetIdOf(params);
  if (!isId(params.documentId)) throw new ProblemError('document-unknown');
  return { datasetId, documentId: params.documentId as DocumentId };
}

/** @throws ProblemError dataset-unknown, document-unknown, chunk-unknown */
export function chunkIdsOf(params: { readonly datasetId: string; readonly documentId: string; readonly chunkId: string }) {
  const ids = documentIdsOf(params);
  if (!isId(params.chunkId)) throw new ProblemError('chunk-unknown');
  return { ...ids, chunkId: params.chunkId as ChunkId };
}

/** @throws ProblemError dead-letter-unknown */
export function deadLetterIdOf({ runId }: { readonly runId: string }): RunId {
  if (!isId(runId)) throw new ProblemError('dead-letter-unknown');
  return runId as RunId;
}
