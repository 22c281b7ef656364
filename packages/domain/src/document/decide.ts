import { accept, acceptAll, type Decision, reject, unchanged } from '../decision.ts';
import type { DocumentEntities } from '../entities.ts';
import { uploadAgeMaxMs } from '../limits.ts';
import type { RunCancelled } from '../parse-run/events.ts';
import type { DecisionContext, Scope } from '../scope.ts';
import type { ChangeDocument, DeleteDocument, DocumentCommand, RegisterDocument, ReviseDocument } from './commands.ts';
import { contentHashOf, type Document } from './document.ts';
import type { DocumentEvent } from './events.ts';

/** `document-exists` names the newest document of that name in its detail, `documentId`. */
export type DocumentRejection = 'document-unknown' | 'document-exists' | 'document-id-taken' | 'upload-expired' | 'receipt-exists';

type DocumentDecision = Decision<DocumentEvent | RunCancelled, DocumentRejection>;

export function decideDocument(command: DocumentCommand, scope: Scope<DocumentEntities>, context: DecisionContext): DocumentDecision {
  const document = scope.get('document', command.documentId);
  if (command.type === 'RegisterDocument') return register(command, document, scope, context);
  if (document === undefined) return reject('document-unknown');
  switch (command.type) {
    case 'ReviseDocument':
      return revise(command, document, context);
    case 'ChangeDocument':
      return change(command, document);
    case 'DeleteDocument':
      return remove(command, document, scope);
  }
}

function register(
  { uploadedAtMs, ifExists, ...command }: RegisterDocument,
  document: Document | undefined,
  scope: Scope<DocumentEntities>,
  { atMs, nowMs = atMs }: DecisionContext,
): DocumentDecision {
  if (nowMs - uploadedAtMs > uploadAgeMaxMs) return reject('upload-expired');
  if (document !== undefined) return isAsRegistered(document, command) ? unchanged : reject('document-id-taken');
  const namesake = scope.get('document-name', command.nameHash)?.newest;
  if (ifExists === 'refuse' && namesake !== undefined) return reject('document-exists', { documentId: namesake });
  return accept({ ...command, type: 'DocumentRegistered' });
}

/** Ids are made from the command's: the same id, name and bytes are a repeat of the same request with another copy of the bytes. */
function isAsRegistered(document: Document, { nameHash, original }: Pick<RegisterDocument, 'nameHash' | 'original'>): boolean {
  return document.revision === 1 && document.nameHash === nameHash && document.contentHash === contentHashOf(original.sha256);
}

function revise(
  { datasetId, documentId, original, uploadedAtMs }: ReviseDocument,
  document: Document,
  { atMs, nowMs = atMs }: DecisionContext,
): DocumentDecision {
  if (nowMs - uploadedAtMs > uploadAgeMaxMs) return reject('upload-expired');
  if (document.contentHash === contentHashOf(original.sha256)) return unchanged;
  return accept({ type: 'DocumentRevised', datasetId, documentId, revision: document.revision + 1, original });
}

/** Metadata is sealed, so it cannot be compared: given metadata is always written. */
function change({ datasetId, documentId, name, metadata, enabled }: ChangeDocument, document: Document): DocumentDecision {
  const events: DocumentEvent[] = [];
  if (name !== undefined && name.nameHash !== document.nameHash) events.push({ type: 'DocumentRenamed', datasetId, documentId, ...name });
  if (metadata !== undefined && (metadata !== null || document.hasMetadata)) {
    events.push({ type: 'DocumentMetadataReplaced', datasetId, documentId, metadata: metadata ?? undefined });
  }
  if (enabled !== undefined && enabled !== document.enabled) {
    events.push({ type: enabled ? 'DocumentEnabled' : 'DocumentDisabled', datasetId, documentId });
  }
  return acceptAll(events);
}

function remove(
  { datasetId, documentId, receiptId }: DeleteDocument,
  document: Document,
  scope: Scope<DocumentEntities>,
): DocumentDecision {
  if (scope.get('receipt', receiptId) !== undefined) return reject('receipt-exists');
  const { keySlot, openRun: runId } = document;
  const deleted = { type: 'DocumentDeleted', datasetId, documentId, keySlot, receiptId } as const;
  if (runId === undefined) return accept(deleted);
  const run = document.lastRun;
  return accept({ type: 'RunCancelled', datasetId, documentId, run, runId, reason: 'document-deleted' } as const, deleted);
}
