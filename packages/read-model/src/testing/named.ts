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

/** Ids as short as the test likes, of every kind at once. */
export const named = (name: string) =>
  name as ApiKeyId & BlobId & ChunkId & DatasetId & DocumentId & KeySlot & NameHash & ReceiptId & RunId & TaskId & TenantId & WorkerId;
