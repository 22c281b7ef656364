import type { BlobId, ChunkId, DocumentId, KeySlot, NameHash, RunId, RunNumber } from '../ids.ts';

/** A live document. It holds no text, and every member is always set, so that a hundred thousand documents cost little. */
export interface Document {
  readonly version: number;
  readonly nameHash: NameHash;
  /** Neighbours among the documents of the same name. */
  readonly newerOfName: DocumentId | undefined;
  readonly olderOfName: DocumentId | undefined;
  readonly revision: number;
  /** The hash of the present revision's bytes; see `contentHashOf`. */
  readonly contentHash: string;
  readonly original: BlobId;
  readonly keySlot: KeySlot;
  readonly hasMetadata: boolean;
  readonly enabled: boolean;
  /** The number of the last run, however it ended; 0 before the first. */
  readonly lastRun: RunNumber;
  readonly openRun: RunId | undefined;
  /** The run whose chunks searches find; 0 before the first. */
  readonly visibleRun: RunNumber;
  readonly visibleChunks: number;
  /** The failed run that waits until a person replays or discards it. */
  readonly deadLetter: RunId | undefined;
  /** The newest edit of its chunks. The other edits are linked from it. */
  readonly newestEdit: ChunkId | undefined;
}

/** The documents of one name, newest first. The others are linked as neighbours. */
export interface DocumentName {
  readonly newest: DocumentId;
}

/**
 * The first 16 bytes of a sha256 (64 hexadecimal digits), one character a byte. It is a string of its own, and costs a third of what keeping the
 * digits would.
 */
export function contentHashOf(sha256: string): string {
  let bytes = '';
  for (let index = 0; index < 32; index += 2) bytes += String.fromCharCode(Number.parseInt(sha256.slice(index, index + 2), 16));
  return bytes;
}
