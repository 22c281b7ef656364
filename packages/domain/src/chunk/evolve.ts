import type { DocumentEntities } from '../entities.ts';
import type { EvolveContext, ScopeDraft } from '../scope.ts';
import { putEdit, removeEdit } from './edits.ts';
import type { ChunkEvent } from './events.ts';

export function evolveChunk(draft: ScopeDraft<DocumentEntities>, event: ChunkEvent, { version }: EvolveContext): void {
  const { documentId, chunkId } = event;
  switch (event.type) {
    case 'ChunkAdded':
      return putEdit(draft, documentId, chunkId, { version, typedIn: true, enabled: true, deleted: false });
    case 'ChunkEdited':
      return putEdit(draft, documentId, chunkId, { version, typedIn: event.run === 0, enabled: event.enabled, deleted: false });
    case 'ChunkDeleted':
      if (event.run === 0) return removeEdit(draft, documentId, chunkId);
      return putEdit(draft, documentId, chunkId, { version, typedIn: false, enabled: false, deleted: true });
  }
}
