import type {
  ApiKeyId,
  BlobId,
  ChunkId,
  DatasetId,
  DocumentId,
  KeySlot,
  NameHash,
  ReceiptId,
  RunId,
  TaskId,
  TenantId,
  WorkerId,
} from '@ragtime/domain';

/** Ids of any length, of every kind at once, for tests. */
export const named = (name: string) =>
  name as ApiKeyId & BlobId & ChunkId & DatasetId & DocumentId & KeySlot & NameHash & ReceiptId & RunId & TaskId & TenantId & WorkerId;
