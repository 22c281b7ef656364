import type { BlobId, DatasetId, DocumentId, KeySlot, NameHash, ReceiptId, Sealed } from '../ids.ts';

/** The original bytes of one revision. The hash is checked on read and is never an address. */
export interface Original {
  readonly blobId: BlobId;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

interface OfDocument {
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
}

export type DocumentRegistered = OfDocument & {
  readonly type: 'DocumentRegistered';
  /** The document's own key. It seals its name, metadata and typed-in chunks. */
  readonly keySlot: KeySlot;
  readonly name: Sealed;
  readonly nameHash: NameHash;
  /** JSON object. */
  readonly metadata: Sealed | undefined;
  readonly original: Original;
};
/** `revision` is 1 for the first original, and one more for each later one. */
export type DocumentRevised = OfDocument & { readonly type: 'DocumentRevised'; readonly revision: number; readonly original: Original };
export type DocumentRenamed = OfDocument & { readonly type: 'DocumentRenamed'; readonly name: Sealed; readonly nameHash: NameHash };
export type DocumentMetadataReplaced = OfDocument & { readonly type: 'DocumentMetadataReplaced'; readonly metadata: Sealed | undefined };
export type DocumentEnabled = OfDocument & { readonly type: 'DocumentEnabled' };
export type DocumentDisabled = OfDocument & { readonly type: 'DocumentDisabled' };
export type DocumentDeleted = OfDocument & { readonly type: 'DocumentDeleted'; readonly keySlot: KeySlot; readonly receiptId: ReceiptId };

export type DocumentEvent =
  | DocumentRegistered
  | DocumentRevised
  | DocumentRenamed
  | DocumentMetadataReplaced
  | DocumentEnabled
  | DocumentDisabled
  | DocumentDeleted;
