import type { DocumentEvent, Original, Sealed } from '@ragtime/domain';
import { z } from 'zod';
import type { Change } from '../../changes/change.ts';
import type { JsonValue } from '../../tables/table.ts';
import type { EventInContext } from '../projection.ts';
import { startOfName } from './name.ts';
import type { LibraryTables } from './tables.ts';

const Metadata = z.record(z.string(), z.json());

export function applyDocument({ event, meta, open }: EventInContext<DocumentEvent>): readonly Change<LibraryTables>[] {
  const { datasetId, documentId } = event;
  const key = { documentId };
  const changed = { version: meta.version, updatedAtMs: meta.atMs };
  const metadataOf = (sealed: Sealed | undefined): JsonValue | null => {
    const text = sealed === undefined ? undefined : open(sealed);
    return text === undefined ? null : Metadata.parse(JSON.parse(text));
  };
  const revision = (number: number, original: Original): Change<LibraryTables> => ({
    table: 'revision',
    put: { datasetId, documentId, revision: number, ...columnsOf(original), createdAtMs: meta.atMs },
  });
  switch (event.type) {
    case 'DocumentRegistered':
      return [
        {
          table: 'document',
          put: {
            datasetId,
            documentId,
            tenantId: meta.tenantId,
            keySlot: event.keySlot,
            ...nameColumns(open(event.name)),
            metadata: metadataOf(event.metadata),
            enabled: true,
            revision: 1,
            ...columnsOf(event.original),
            status: 'uploaded',
            runId: null,
            visibleRun: null,
            visibleRunId: null,
            chunks: 0,
            tokens: 0,
            pages: 0,
            errorCode: null,
            errorMessage: null,
            createdAtMs: meta.atMs,
            ...changed,
          },
        },
        revision(1, event.original),
      ];
    case 'DocumentRevised':
      return [
        revision(event.revision, event.original),
        { table: 'document', key, patch: { revision: event.revision, ...columnsOf(event.original), ...changed } },
      ];
    case 'DocumentRenamed':
      return [{ table: 'document', key, patch: { ...nameColumns(open(event.name)), ...changed } }];
    case 'DocumentMetadataReplaced':
      return [{ table: 'document', key, patch: { metadata: metadataOf(event.metadata), ...changed } }];
    case 'DocumentEnabled':
      return [{ table: 'document', key, patch: { enabled: true, ...changed } }];
    case 'DocumentDisabled':
      return [{ table: 'document', key, patch: { enabled: false, ...changed } }];
    case 'DocumentDeleted':
      // Personal data is removed now. The other rows are hidden with their document, and the sweeper removes them.
      return [
        { table: 'document', key, remove: true },
        { table: 'deadLetter', key, remove: true },
        { table: 'chunkText', clear: key },
        {
          table: 'receipt',
          put: {
            receiptId: event.receiptId,
            tenantId: meta.tenantId,
            datasetId,
            documentId,
            requestedAtMs: meta.atMs,
            completedAtMs: null,
          },
        },
      ];
  }
}

const nameColumns = (name: string | undefined) => ({ name: name ?? null, nameStart: name === undefined ? null : startOfName(name) });
const columnsOf = ({ blobId, sha256, sizeBytes, mediaType }: Original) => ({ blobId, sha256, sizeBytes, mediaType });
