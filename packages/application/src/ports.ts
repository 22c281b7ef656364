import type { BlobStore } from '@ragtime/blob-store';
import type { ChunkId, DatasetId, DatasetSettings, DocumentId, KeySlot, RunNumber, TenantId } from '@ragtime/domain';
import type { PositionTracker } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import type { Machine } from '@ragtime/runtime';
import type { DomainBus } from './deciding/create-owner.ts';
import type { CommandContext } from './submission/command-context.ts';

/** The reads of documents that the use cases need. A document of another tenant is undefined, like one that does not exist. */
export interface Library {
  getDataset(tenantId: TenantId, datasetId: string): Promise<{ readonly settings: DatasetSettings } | undefined>;
  getDocument(tenantId: TenantId, datasetId: string, documentId: string): Promise<KnownDocument | undefined>;
  documentsById(tenantId: TenantId, documentIds: readonly string[]): Promise<ReadonlyMap<string, { readonly status: string }>>;
  listDocuments(
    tenantId: TenantId,
    datasetId: string,
    page: { readonly limit: number; readonly cursor: string | undefined },
  ): Promise<DocumentPage | undefined>;
  getRun(tenantId: TenantId, runId: string): Promise<{ readonly datasetId: string; readonly documentId: string } | undefined>;
  eventsOfCommand(tenantId: TenantId, commandId: string): Promise<readonly OfDocument[]>;
}

export interface KnownDocument {
  readonly keySlot: KeySlot;
  readonly metadata?: unknown;
}

interface DocumentPage {
  readonly items: readonly { readonly documentId: DocumentId; readonly createdAtMs: number }[];
  readonly nextCursor?: string | undefined;
}

interface OfDocument {
  readonly datasetId?: string | undefined;
  readonly documentId?: string | undefined;
}

/** The reads of passages that the use cases need. */
export interface Passages {
  get(
    place: { readonly tenantId: TenantId; readonly datasetId: DatasetId; readonly documentId: DocumentId },
    chunkId: ChunkId,
  ): Promise<{ readonly chunk: { readonly run: RunNumber } | undefined }>;
}

/** The dependencies of every use case. */
export interface ApplicationNeeds {
  readonly bus: DomainBus;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  readonly machine: Machine;
  readonly library: Library;
  readonly passages: Passages;
  /** The positions of the rows of documents, and those of searches. */
  readonly trackers: { readonly library: PositionTracker; readonly search: PositionTracker };
  readonly embeddingModels: readonly string[];
}

/** The freshness that the caller asks for. The API implements it from the request. */
export interface Freshness {
  /** Resolves when reads have the freshness that the caller asked for. It rejects with an error of the API, which passes through. */
  wait(source: 'library' | 'search'): Promise<void>;
  /** Waits for that freshness, then reads. */
  readBehind<Result>(source: 'library', read: () => Promise<Result>): Promise<Result>;
}

/** One call of a use case by a client. */
export interface Call extends CommandContext {
  readonly payloadHash: Uint8Array;
  readonly fresh: Freshness;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
}
