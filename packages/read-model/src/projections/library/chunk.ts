import type { ChunkEvent } from '@ragtime/domain';
import type { Change } from '../../changes/change.ts';
import type { EventInContext } from '../projection.ts';
import type { LibraryTables } from './tables.ts';

export function applyChunk({ event, meta, open }: EventInContext<ChunkEvent>): readonly Change<LibraryTables>[] {
  const { datasetId, documentId, chunkId } = event;
  const key = { documentId, chunkId };
  const edit = { ...key, datasetId, version: meta.version, updatedAtMs: meta.atMs };
  switch (event.type) {
    case 'ChunkAdded':
      return [
        { table: 'chunkEdit', put: { ...edit, run: 0, enabled: true, deleted: false } },
        { table: 'chunkText', put: { ...key, datasetId, text: open(event.text) ?? null } },
      ];
    case 'ChunkEdited':
      return [
        { table: 'chunkEdit', put: { ...edit, run: event.run, enabled: event.enabled, deleted: false } },
        ...(event.text === undefined ? [] : [{ table: 'chunkText', put: { ...key, datasetId, text: open(event.text) ?? null } } as const]),
      ];
    case 'ChunkDeleted':
      return [
        { table: 'chunkText', key, remove: true },
        event.run === 0
          ? { table: 'chunkEdit', key, remove: true }
          : { table: 'chunkEdit', put: { ...edit, run: event.run, enabled: false, deleted: true } },
      ];
  }
}
