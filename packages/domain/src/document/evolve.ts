import { dropEdits } from '../chunk/edits.ts';
import type { DocumentEntities } from '../entities.ts';
import { allStores } from '../erasure/receipt.ts';
import type { DocumentId } from '../ids.ts';
import { removeRun } from '../parse-run/entities.ts';
import type { EvolveContext, ScopeDraft } from '../scope.ts';
import { contentHashOf, type Document } from './document.ts';
import type { DocumentDeleted, DocumentEvent, DocumentRegistered } from './events.ts';
import { leaveName, putUnderName } from './names.ts';

type Draft = ScopeDraft<DocumentEntities>;

export function evolveDocument(draft: Draft, event: DocumentEvent, { version }: EvolveContext): void {
  switch (event.type) {
    case 'DocumentRegistered':
      return putUnderName(draft, event.documentId, registered(event, version), event.nameHash);
    case 'DocumentRevised': {
      const { revision, original } = event;
      return change(draft, event.documentId, { version, revision, original: original.blobId, contentHash: contentHashOf(original.sha256) });
    }
    case 'DocumentRenamed': {
      const document = draft.get('document', event.documentId);
      if (document === undefined) return;
      leaveName(draft, document);
      return putUnderName(draft, event.documentId, { ...document, version }, event.nameHash);
    }
    case 'DocumentMetadataReplaced':
      return change(draft, event.documentId, { version, hasMetadata: event.metadata !== undefined });
    case 'DocumentEnabled':
      return change(draft, event.documentId, { version, enabled: true });
    case 'DocumentDisabled':
      return change(draft, event.documentId, { version, enabled: false });
    case 'DocumentDeleted':
      return remove(draft, event);
  }
}

function registered({ nameHash, original, keySlot, metadata }: DocumentRegistered, version: number): Document {
  return {
    version,
    nameHash,
    newerOfName: undefined,
    olderOfName: undefined,
    revision: 1,
    contentHash: contentHashOf(original.sha256),
    original: original.blobId,
    keySlot,
    hasMetadata: metadata !== undefined,
    enabled: true,
    lastRun: 0,
    openRun: undefined,
    visibleRun: 0,
    visibleChunks: 0,
    deadLetter: undefined,
    newestEdit: undefined,
  };
}

function change(draft: Draft, documentId: DocumentId, changes: Partial<Document>): void {
  const document = draft.get('document', documentId);
  if (document !== undefined) draft.put('document', documentId, { ...document, ...changes });
}

function remove(draft: Draft, { documentId, receiptId }: DocumentDeleted): void {
  draft.put('receipt', receiptId, { version: 0, documentId, outstanding: allStores });
  const document = draft.get('document', documentId);
  if (document === undefined) return;
  if (document.openRun !== undefined) removeRun(draft, document.openRun);
  if (document.deadLetter !== undefined) draft.remove('dead-letter', document.deadLetter);
  dropEdits(draft, documentId, document);
  leaveName(draft, document);
  draft.remove('document', documentId);
}
