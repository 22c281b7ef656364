import type { DocumentEntities } from '../entities.ts';
import type { DocumentId, NameHash } from '../ids.ts';
import type { ScopeDraft } from '../scope.ts';
import type { Document } from './document.ts';

type Draft = ScopeDraft<DocumentEntities>;

/**
 * Any number of documents may have one name, and a rule asks for one of them. They are a list through the documents themselves, so that the hundred
 * thousandth document of a name costs as much as the second.
 */
export function putUnderName(draft: Draft, documentId: DocumentId, document: Document, nameHash: NameHash): void {
  const older = draft.get('document-name', nameHash)?.newest;
  draft.put('document', documentId, { ...document, nameHash, olderOfName: older, newerOfName: undefined });
  if (older !== undefined) patch(draft, older, { newerOfName: documentId });
  draft.put('document-name', nameHash, { newest: documentId });
}

/** Closes the gap that the document leaves under its name; the document itself stays as it is. */
export function leaveName(draft: Draft, { nameHash, newerOfName, olderOfName }: Document): void {
  if (olderOfName !== undefined) patch(draft, olderOfName, { newerOfName });
  if (newerOfName !== undefined) patch(draft, newerOfName, { olderOfName });
  else if (olderOfName !== undefined) draft.put('document-name', nameHash, { newest: olderOfName });
  else draft.remove('document-name', nameHash);
}

function patch(draft: Draft, documentId: DocumentId, changes: Partial<Document>): void {
  const document = draft.get('document', documentId);
  if (document !== undefined) draft.put('document', documentId, { ...document, ...changes });
}
