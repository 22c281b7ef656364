import { accept, type Decision, reject, unchanged } from '../decision.ts';
import type { DocumentEntities } from '../entities.ts';
import type { Scope } from '../scope.ts';
import { type Chunk, chunkKey } from './chunk.ts';
import type { AddChunk, ChunkCommand, DeleteChunk, EditChunk } from './commands.ts';
import type { ChunkEvent } from './events.ts';

export type ChunkRejection = 'document-unknown' | 'run-superseded' | 'chunk-unknown' | 'chunk-exists';

type ChunkDecision = Decision<ChunkEvent, ChunkRejection>;

export function decideChunk(command: ChunkCommand, scope: Scope<DocumentEntities>): ChunkDecision {
  const document = scope.get('document', command.documentId);
  if (document === undefined) return reject('document-unknown');
  const chunk = scope.get('chunk', chunkKey(command.documentId, command.chunkId));
  if (command.type === 'AddChunk') return add(command, chunk);
  if (command.run === 0) {
    if (chunk?.typedIn !== true) return reject('chunk-unknown');
  } else {
    if (command.run !== document.visibleRun) return reject('run-superseded');
    if (chunk?.typedIn === true || chunk?.deleted === true) return reject('chunk-unknown');
  }
  return command.type === 'EditChunk' ? edit(command, chunk) : remove(command);
}

function add({ datasetId, documentId, chunkId, text }: AddChunk, chunk: Chunk | undefined): ChunkDecision {
  return chunk === undefined ? accept({ type: 'ChunkAdded', datasetId, documentId, chunkId, text }) : reject('chunk-exists');
}

/** Text is sealed, so it cannot be compared: a given text is always written. */
function edit({ datasetId, documentId, chunkId, run, text, enabled }: EditChunk, chunk: Chunk | undefined): ChunkDecision {
  const isEnabled = chunk?.enabled ?? true;
  if (text === undefined && (enabled === undefined || enabled === isEnabled)) return unchanged;
  return accept({ type: 'ChunkEdited', datasetId, documentId, chunkId, run, text, enabled: enabled ?? isEnabled });
}

function remove({ datasetId, documentId, chunkId, run }: DeleteChunk): ChunkDecision {
  return accept({ type: 'ChunkDeleted', datasetId, documentId, chunkId, run });
}
