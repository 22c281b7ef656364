import type { ChunkId, DocumentId } from '@ragtime/domain';
import { uuidFromParts } from '@ragtime/runtime';

/**
 * Ids of a window's passages, from document, text and occurrence, without a look at any other window.
 *
 * The occurrence is the number of passages with the same text before it in its window and, in every window but the first,
 * that window's number (from 0) too. So no two passages of a document share an id, whatever repeats where; a passage keeps
 * its id through every parse and revision in which it stays in its window; and the documents of one window, which most are,
 * count occurrences in the whole document. A passage that moves across the border of two windows gets another id.
 */
export function chunkIds(documentId: DocumentId, windowIndex: number, texts: readonly string[]): readonly ChunkId[] {
  const seen = new Map<string, number>();
  return texts.map((text) => {
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    const occurrence = windowIndex === 0 ? `${before}` : `${windowIndex}:${before}`;
    return uuidFromParts('chunk', documentId, text, occurrence) as ChunkId;
  });
}
