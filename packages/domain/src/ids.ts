declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** All ids are opaque; those made for callers are UUIDv8 from the hash of the command id, so that a repeat makes the same. */
export type TenantId = Branded<'TenantId'>;
export type UserId = Branded<'UserId'>;
export type ApiKeyId = Branded<'ApiKeyId'>;
export type DatasetId = Branded<'DatasetId'>;
export type DocumentId = Branded<'DocumentId'>;
export type RunId = Branded<'RunId'>;
/** `plan`, or `window-` and its number from 0: names a task within its run. */
export type TaskId = Branded<'TaskId'>;
/** UUIDv8 from document, text and occurrence: the same passage keeps its id through every parse. */
export type ChunkId = Branded<'ChunkId'>;
export type WorkerId = Branded<'WorkerId'>;
/** The id of the command that deleted. */
export type ReceiptId = Branded<'ReceiptId'>;
/** 32 hexadecimal digits: hash of tenant, principal, method, route, target and `Idempotency-Key`. */
export type CommandId = Branded<'CommandId'>;
/** Path of a blob below `tenant/dataset/document/`; never overwritten. */
export type BlobId = Branded<'BlobId'>;
/** Names a key in the vault, made durable before the first event that needs it. */
export type KeySlot = Branded<'KeySlot'>;
/**
 * Keyed hash of a normalised name: rules compare it, nobody can read it. A document's name is sealed, so its hash alone tells
 * whether it changed: normalise it by Unicode form only, never by case. Of a dataset's name it only tells who may have it.
 */
export type NameHash = Branded<'NameHash'>;
/** `email:` and the keyed hash of a normalised address: the key of that address' own scope. */
export type EmailScope = Branded<'EmailScope'>;

/** 1 for a document's first run, then one more each: kept in its state, so that lower ones are refused for ever. */
export type RunNumber = number;

/** A personal value under a person's or a document's own key. Only the vault can open it; erasing the key erases every copy. */
export interface Sealed {
  readonly slot: KeySlot;
  readonly box: Uint8Array;
}
