import type { ChunkId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import type { IndexEntry } from '../search-index.ts';

/** A passage of one document, named by its own text. */
export const anEntry = (text: string, change: Partial<IndexEntry> = {}): IndexEntry => ({
  tenantId: 't' as TenantId,
  datasetId: 'd' as DatasetId,
  documentId: 'o' as DocumentId,
  chunkId: text as ChunkId,
  run: 1,
  revision: 0,
  partition: 0,
  from: 1,
  ordinal: 1,
  text,
  headings: [],
  tokens: 1,
  pages: undefined,
  lines: undefined,
  boxes: undefined,
  kind: 'text',
  language: 'en',
  vector: Float32Array.of(1, 0, 0),
  ...change,
});
