import type { BlobStore } from '@ragtime/blob-store';
import type { ChunkId, DatasetId, DatasetSettings, DocumentId, KeySlot, RunNumber, TenantId } from '@ragtime/domain';
import type { PositionTracker } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import type { Machine } from '@ragtime/runtime';
import type { DomainBus } from './deciding/create-owner.ts';
import type { CommandContext } from './submission/command-context.ts';

/** What the use cases read of documents. Another tenant's are undefined, as those that do not exist. */
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

/** What the use cases read of passages. */
export interface Passages {
  get(
    place: { readonly tenantId: TenantId; readonly datasetId: DatasetId; readonly documentId: DocumentId },
    chunkId: ChunkId,
  ): Promise<{ readonly chunk: { readonly run: RunNumber } | undefined }>;
}

/** What every use case stands on. */
export interface ApplicationNeeds {
  readonly bus: DomainBus;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  readonly machine: Machine;
  readonly library: Library;
  readonly passages: Passages;
  /** How far the rows of documents are, and how far searches are. */
  readonly trackers: { readonly library: PositionTracker; readonly search: PositionTracker };
  readonly embeddingModels: readonly string[];
}

/** How fresh the caller wants reads to be. The API that was called knows, and answers from the request. */
export interface Freshness {
  /** Resolves once a read is as fresh as the caller asked for. What it rejects with is the API's own error, and passes through. */
  wait(source: 'library' | 'search'): Promise<void>;
  /** Reads once that is so. */
  readBehind<Result>(source: 'library', read: () => Promise<Result>): Promise<Result>;
}

/** One call of a use case by a client. */
export interface Call extends CommandContext {
  readonly payloadHash: Uint8Array;
  readonly fresh: Freshness;
  /** Aborted when the caller is gone. */
  readonly signal: AbortSignal;
}
