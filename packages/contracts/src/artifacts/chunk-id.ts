import type { ChunkId, DocumentId } from '@ragtime/domain';
import { uuidFromParts } from '@ragtime/runtime';

/**
 * Ids of a window's passages, from document, text and occurrence. No other window is needed.
 *
 * The occurrence is the number of passages with the same text before it in its window. In every window but the first, it also holds the window's
 * number (from 0). So no two passages of a document share an id, whatever repeats. A passage keeps its id through every parse and revision in which
 * it stays in its window. Most documents have one window, and there the occurrence counts in the whole document. A passage that moves to another
 * window gets another id.
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
