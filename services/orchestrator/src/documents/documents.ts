import type { BlobId, DatasetId, DocumentId, DocumentTopicEvent, KeySlot, Sealed, TenantId } from '@ragtime/domain';

/** What the fold keeps of a live document: a few hundred bytes. */
interface KnownDocument {
  readonly keySlot: KeySlot;
  /** The hash of the present revision. */
  readonly sha256: string;
  /** The extension of its name: without the dot, in lower case, empty if it has none. */
  readonly extension: string;
  /** The blobs of every revision. */
  readonly originals: readonly BlobId[];
}

interface KnownDataset {
  readonly tenantId: TenantId;
  readonly documents: Map<DocumentId, KnownDocument>;
}

/** The live documents. They are a fold of the document topic. */
export interface Documents {
  apply(event: DocumentTopicEvent): void;
  tenantOf(datasetId: DatasetId): TenantId | undefined;
  find(datasetId: DatasetId, documentId: DocumentId): KnownDocument | undefined;
  /** Returns an empty map for a dataset that does not exist. */
  of(datasetId: DatasetId): ReadonlyMap<DocumentId, KnownDocument>;
}

/** @param open returns undefined when the key was erased. The document then has no extension. */
export function createDocuments(open: (sealed: Sealed) => string | undefined): Documents {
  const datasets = new Map<DatasetId, KnownDataset>();
  const none: ReadonlyMap<DocumentId, KnownDocument> = new Map();

  function change(datasetId: DatasetId, documentId: DocumentId, changes: (document: KnownDocument) => Partial<KnownDocument>): void {
    const documents = datasets.get(datasetId)?.documents;
    const document = documents?.get(documentId);
    if (document !== undefined) documents?.set(documentId, { ...document, ...changes(document) });
  }

  return {
    apply(event) {
      switch (event.type) {
        case 'DatasetCreated':
          datasets.set(event.datasetId, { tenantId: event.tenantId, documents: new Map() });
          return;
        case 'DatasetClosed':
          datasets.delete(event.datasetId);
          return;
        case 'DocumentRegistered': {
          const { datasetId, documentId, keySlot, name, original } = event;
          const extension = extensionOf(open(name));
          datasets.get(datasetId)?.documents.set(documentId, { keySlot, sha256: original.sha256, extension, originals: [original.blobId] });
          return;
        }
        case 'DocumentRevised': {
          const { blobId, sha256 } = event.original;
          return change(event.datasetId, event.documentId, ({ originals }) => ({ sha256, originals: [...originals, blobId] }));
        }
        case 'DocumentRenamed':
          return change(event.datasetId, event.documentId, () => ({ extension: extensionOf(open(event.name)) }));
        case 'DocumentDeleted':
          datasets.get(event.datasetId)?.documents.delete(event.documentId);
          return;
        default:
          return;
      }
    },
    tenantOf: (datasetId) => datasets.get(datasetId)?.tenantId,
    find: (datasetId, documentId) => datasets.get(datasetId)?.documents.get(documentId),
    of: (datasetId) => datasets.get(datasetId)?.documents ?? none,
  };
}

/** Returns the extension only. A parser need not see the rest of a name. */
export function extensionOf(name: string | undefined): string {
  return /[^/\\]\.([a-z0-9]{1,10})$/u.exec((name ?? '').toLowerCase())?.[1] ?? '';
}
