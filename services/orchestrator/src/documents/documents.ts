import type { BlobId, DatasetId, DocumentId, DocumentTopicEvent, KeySlot, Sealed, TenantId } from '@ragtime/domain';

/** What is kept of a live document: a few hundred bytes. */
interface KnownDocument {
  readonly keySlot: KeySlot;
  /** Of the present revision. */
  readonly sha256: string;
  /** Of its name, without the dot, lower case; empty for none. */
  readonly extension: string;
  /** The bytes of every revision. */
  readonly originals: readonly BlobId[];
}

interface KnownDataset {
  readonly tenantId: TenantId;
  readonly documents: Map<DocumentId, KnownDocument>;
}

/** The live documents, by a fold of the document topic. */
export interface Documents {
  apply(event: DocumentTopicEvent): void;
  tenantOf(datasetId: DatasetId): TenantId | undefined;
  find(datasetId: DatasetId, documentId: DocumentId): KnownDocument | undefined;
  /** Empty for a dataset that is not there. */
  of(datasetId: DatasetId): ReadonlyMap<DocumentId, KnownDocument>;
}

/** @param open undefined where the key is gone: the document then goes on without its ending. */
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

/** Only what looks like one: no parser need hear the rest of a name. */
export function extensionOf(name: string | undefined): string {
  return /[^/\\]\.([a-z0-9]{1,10})$/u.exec((name ?? '').toLowerCase())?.[1] ?? '';
}
