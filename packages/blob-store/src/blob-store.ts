import type { Readable } from 'node:stream';

/**
 * A path of 3 to 6 segments of `[A-Za-z0-9._-]`, such as `tenant/dataset/document/random`. A path is never overwritten, and is never a hash of its
 * content.
 */
export type BlobPath = string;

export interface WrittenBlob {
  readonly path: BlobPath;
  readonly sizeBytes: number;
  /** 64 hexadecimal digits, computed while the bytes were written. */
  readonly sha256: string;
}

/** The store of blobs. Every method rejects with `BlobsUnavailable` while a store on another machine does not answer. */
export interface BlobStore {
  /**
   * Streams to a temporary name, syncs, renames, syncs the folder. When it resolves, the blob is whole and durable. When it throws, nothing is
   * under this path.
   *
   * `blocks`: the hashes of the blob's blocks are kept too, so that `readChecked` can check a range.
   *
   * @throws BlobTooLarge once more than `bytesMax` came; StorageFull; BlobExists, because a path is written once.
   */
  write(
    path: BlobPath,
    source: AsyncIterable<Uint8Array>,
    options: { readonly bytesMax: number; readonly signal?: AbortSignal; readonly blocks?: boolean },
  ): Promise<WrittenBlob>;
  /** @throws BlobMissing. `range` counts bytes, both ends included. The stream fails when it gets fewer bytes than it should. */
  read(path: BlobPath, range?: { readonly first: number; readonly last: number }): Promise<Readable>;
  /**
   * Reads bytes that are compared with the hash that was kept when they were written. A whole read holds the last piece back until the hash of all
   * bytes is known. A range is checked by blocks; each byte comes only after its block was compared. A range of a blob of more than 8 MiB that was
   * written without `blocks` is not checked.
   *
   * @throws BlobMissing; BlobDamaged when the first bytes are wrong. The stream fails with BlobDamaged when later ones are.
   */
  readChecked(
    path: BlobPath,
    expected: {
      readonly sha256: string;
      readonly sizeBytes: number;
      readonly range?: { readonly first: number; readonly last: number } | undefined;
    },
  ): Promise<Readable>;
  /** For artifacts, which fit into memory. @throws BlobMissing; BlobDamaged when `sha256` is given and differs from that of the bytes. */
  readAll(path: BlobPath, options?: { readonly sha256?: string }): Promise<Uint8Array>;
  stat(path: BlobPath): Promise<{ readonly sizeBytes: number } | undefined>;
  /** A read-only file on this machine with the bytes, for parsers. It may be a temporary copy: `release` it. @throws BlobMissing */
  asFile(path: BlobPath): Promise<{ readonly file: string; readonly release: () => Promise<void> }>;
  /** Moves within the store, with the same promises as `write`. @throws BlobMissing, BlobExists */
  move(from: BlobPath, to: BlobPath): Promise<void>;
  /** Idempotent. @returns how many of them existed. */
  remove(paths: readonly BlobPath[]): Promise<number>;
  /** Removes everything below the prefix, temporary files included. @returns how many blobs there were. */
  removePrefix(prefix: string): Promise<number>;
  /** In any order. Blobs that are written meanwhile may be missing. */
  list(prefix: string): AsyncIterable<{ readonly path: BlobPath; readonly sizeBytes: number; readonly writtenAtMs: number }>;
  /** Free bytes where blobs are written; undefined if that has no meaning. */
  freeBytes(): Promise<number | undefined>;
  close(): Promise<void>;
}

export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';
}
export class BlobExists extends Error {
  override readonly name = 'BlobExists';
}
export class BlobDamaged extends Error {
  override readonly name = 'BlobDamaged';
}
export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge';
}
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}
/** The store does not answer, or not in time. The same request may be sent again. */
export class BlobsUnavailable extends Error {
  override readonly name = 'BlobsUnavailable';
  /** A code of the table of errors. */
  readonly code = 'blobs-unavailable';
}
