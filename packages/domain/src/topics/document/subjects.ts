import { chunkKey } from '../../chunk/chunk.ts';
import type { DocumentEntities } from '../../entities.ts';
import type { ChunkId, DatasetId, DocumentId, ReceiptId, RunId } from '../../ids.ts';
import type { Scope, Subject } from '../../scope.ts';

export const dataset = (about: { readonly datasetId: DatasetId }) => ({ kind: 'dataset', id: about.datasetId }) as const;
export const document = (about: { readonly documentId: DocumentId }): Subject => ({ kind: 'document', id: about.documentId });
/** A run belongs to a document, or to the dataset itself. */
export const ofRun = (about: { readonly datasetId: DatasetId; readonly documentId: DocumentId | undefined }): Subject =>
  about.documentId === undefined ? { kind: 'dataset', id: about.datasetId } : { kind: 'document', id: about.documentId };
/** Events of a run have the run as their subject, so that an `If-Match` of the document does not fail while a parse goes on. */
export const run = (about: { readonly runId: RunId }): Subject => ({ kind: 'run', id: about.runId });
export const failedRun = (about: { readonly failedRunId: RunId }): Subject => ({ kind: 'run', id: about.failedRunId });
export const chunk = (about: { readonly documentId: DocumentId; readonly chunkId: ChunkId }): Subject => ({
  kind: 'chunk',
  id: chunkKey(about.documentId, about.chunkId),
});
export const receipt = (about: { readonly receiptId: ReceiptId }): Subject => ({ kind: 'receipt', id: about.receiptId });

export function documentVersion(scope: Scope<DocumentEntities>, { kind, id }: Subject): number {
  switch (kind) {
    case 'dataset': {
      const dataset = scope.get('dataset', id);
      return dataset?.status === 'open' ? dataset.version : 0;
    }
    case 'document':
      return scope.get('document', id)?.version ?? 0;
    case 'run':
      return scope.get('run', id)?.version ?? scope.get('dead-letter', id)?.version ?? 0;
    case 'chunk': {
      const chunk = scope.get('chunk', id);
      return chunk === undefined || chunk.deleted ? 0 : chunk.version;
    }
    case 'receipt':
      return scope.get('receipt', id)?.version ?? 0;
    default:
      return 0;
  }
}
