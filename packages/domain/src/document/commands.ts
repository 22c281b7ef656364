import type { DatasetId, DocumentId, KeySlot, NameHash, ReceiptId, Sealed } from '../ids.ts';
import type { Original } from './events.ts';

interface OfDocument {
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
}

export type RegisterDocument = OfDocument & {
  readonly type: 'RegisterDocument';
  readonly keySlot: KeySlot;
  readonly name: Sealed;
  readonly nameHash: NameHash;
  readonly metadata: Sealed | undefined;
  readonly original: Original;
  /** When its bytes were complete. An upload older than 24 h is refused, because a sweeper may remove it. */
  readonly uploadedAtMs: number;
  /**
   * `add`: the name may be in use, and the document gets it too. `refuse`: rejected as `document-exists`, with the id of the document that has the
   * name, so that the caller can skip the upload or make a revision of it.
   */
  readonly ifExists: 'add' | 'refuse';
};
/** The same bytes as those of the present revision change nothing. */
export type ReviseDocument = OfDocument & { readonly type: 'ReviseDocument'; readonly original: Original; readonly uploadedAtMs: number };
/** Absent members stay as they are; `metadata: null` removes all of it. */
export type ChangeDocument = OfDocument & {
  readonly type: 'ChangeDocument';
  readonly name?: { readonly name: Sealed; readonly nameHash: NameHash };
  readonly metadata?: Sealed | null;
  readonly enabled?: boolean;
};
/** Cancels an open run in the same decision. */
export type DeleteDocument = OfDocument & { readonly type: 'DeleteDocument'; readonly receiptId: ReceiptId };

export type DocumentCommand = RegisterDocument | ReviseDocument | ChangeDocument | DeleteDocument;
