import type { BlobId, ChunkId, DocumentId, KeySlot, NameHash, RunId, RunNumber } from '../ids.ts';

/** A live document: no text, and every member always there, so that a hundred thousand of them cost little. */
export interface Document {
  readonly version: number;
  readonly nameHash: NameHash;
  /** Neighbours among the documents of the same name. */
  readonly newerOfName: DocumentId | undefined;
  readonly olderOfName: DocumentId | undefined;
  readonly revision: number;
  /** Of the present revision's bytes; see `contentHashOf`. */
  readonly contentHash: string;
  readonly original: BlobId;
  readonly keySlot: KeySlot;
  readonly hasMetadata: boolean;
  readonly enabled: boolean;
  /** Of the last run, whatever became of it; 0 before the first. */
  readonly lastRun: RunNumber;
  readonly openRun: RunId | undefined;
  /** Whose chunks searches find; 0 before the first. */
  readonly visibleRun: RunNumber;
  readonly visibleChunks: number;
  /** The failed run that waits for a person's word. */
  readonly deadLetter: RunId | undefined;
  /** The last of its chunks that was touched by hand first; the others hang on it. */
  readonly newestEdit: ChunkId | undefined;
}

/** The documents of one name, newest first; the others hang on it as neighbours. */
export interface DocumentName {
  readonly newest: DocumentId;
}

/**
 * The first 16 bytes of a sha256 (64 hexadecimal digits), one character a byte: a string of its own, a third of what holding
 * on to the digits would cost.
 */
export function contentHashOf(sha256: string): string {
  let bytes = '';
  for (let index = 0; index < 32; index += 2) bytes += String.fromCharCode(Number.parseInt(sha256.slice(index, index + 2), 16));
  return bytes;
}
