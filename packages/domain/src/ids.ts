declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** All ids are opaque. Ids that are made for callers are UUIDv8 from the hash of the command id, so that a repeat makes the same ones. */
export type TenantId = Branded<'TenantId'>;
export type UserId = Branded<'UserId'>;
export type ApiKeyId = Branded<'ApiKeyId'>;
export type DatasetId = Branded<'DatasetId'>;
export type DocumentId = Branded<'DocumentId'>;
export type RunId = Branded<'RunId'>;
/** `plan`, or `window-` and its number from 0: names a task within its run. */
export type TaskId = Branded<'TaskId'>;
/** UUIDv8 from document, text and occurrence, so the same passage keeps its id in every run. */
export type ChunkId = Branded<'ChunkId'>;
export type WorkerId = Branded<'WorkerId'>;
/** The id of the command that made the deletion. */
export type ReceiptId = Branded<'ReceiptId'>;
/** 32 hexadecimal digits: hash of tenant, principal, method, route, target and `Idempotency-Key`. */
export type CommandId = Branded<'CommandId'>;
/** Path of a blob below `tenant/dataset/document/`; never overwritten. */
export type BlobId = Branded<'BlobId'>;
/** Names a key in the vault. The slot is durable before the first event that needs it. */
export type KeySlot = Branded<'KeySlot'>;
/**
 * Keyed hash of a normalised name. Rules compare it, and it cannot be turned back into the name. A document's name is sealed, so only this hash
 * shows whether the name changed: normalise it by Unicode form only, never by case. For a dataset's name it only decides which dataset may have it.
 */
export type NameHash = Branded<'NameHash'>;
/** `email:` and the keyed hash of a normalised address: the key of that address' own scope. */
export type EmailScope = Branded<'EmailScope'>;

/** 1 for a document's first run, and one more for each later one. The document's state keeps it, so that lower numbers are refused for ever. */
export type RunNumber = number;

/** A personal value under a person's or a document's own key. Only the vault can open it; erasing the key erases every copy. */
export interface Sealed {
  readonly slot: KeySlot;
  readonly box: Uint8Array;
}
