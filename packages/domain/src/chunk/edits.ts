import type { Document } from '../document/document.ts';
import type { DocumentEntities } from '../entities.ts';
import type { ChunkId, DocumentId } from '../ids.ts';
import type { ScopeDraft } from '../scope.ts';
import { type Chunk, chunkKey } from './chunk.ts';

type Draft = ScopeDraft<DocumentEntities>;
type Links = 'newer' | 'older';

/** The edits of one document are a list through the chunks themselves. Dropping them touches no edit of another document. */
export function putEdit(draft: Draft, documentId: DocumentId, chunkId: ChunkId, chunk: Omit<Chunk, Links>): void {
  const key = chunkKey(documentId, chunkId);
  const before = draft.get('chunk', key);
  const document = draft.get('document', documentId);
  if (document === undefined) return;
  if (before !== undefined) return draft.put('chunk', key, { ...before, ...chunk });
  const older = document.newestEdit;
  draft.put('chunk', key, { ...chunk, newer: undefined, older });
  if (older !== undefined) patch(draft, documentId, older, { newer: chunkId });
  draft.put('document', documentId, { ...document, newestEdit: chunkId });
}

export function removeEdit(draft: Draft, documentId: DocumentId, chunkId: ChunkId): void {
  const key = chunkKey(documentId, chunkId);
  const chunk = draft.get('chunk', key);
  if (chunk === undefined) return;
  const { newer, older } = chunk;
  draft.remove('chunk', key);
  if (older !== undefined) patch(draft, documentId, older, { newer });
  if (newer !== undefined) return patch(draft, documentId, newer, { older });
  const document = draft.get('document', documentId);
  if (document !== undefined) draft.put('document', documentId, { ...document, newestEdit: older });
}

/** Removes the chunks. The caller puts or removes the document, which must forget its newest edit. */
export function dropEdits(draft: Draft, documentId: DocumentId, { newestEdit }: Document): void {
  for (let chunkId = newestEdit; chunkId !== undefined; ) {
    const key = chunkKey(documentId, chunkId);
    chunkId = draft.get('chunk', key)?.older;
    draft.remove('chunk', key);
  }
}

function patch(draft: Draft, documentId: DocumentId, chunkId: ChunkId, links: Partial<Pick<Chunk, Links>>): void {
  const key = chunkKey(documentId, chunkId);
  const chunk = draft.get('chunk', key);
  if (chunk !== undefined) draft.put('chunk', key, { ...chunk, ...links });
}
