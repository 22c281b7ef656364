import type { Readable } from 'node:stream';

/** A path of 3 to 6 segments of `[A-Za-z0-9._-]`, such as `tenant/dataset/document/random`. Never overwritten, never an address by content. */
export type BlobPath = string;

export interface WrittenBlob {
  readonly path: BlobPath;
  readonly sizeBytes: number;
  /** 64 hexadecimal digits, computed while the bytes went by. */
  readonly sha256: string;
}

/** Where bytes lie. Every method rejects with `BlobsUnavailable` while a store that is another machine's does not answer. */
export interface BlobStore {
  /**
   * Streams to a temporary name, syncs, renames, syncs the folder: when it resolves, the blob is whole and durable; when it
   * throws, nothing is there under this path.
   *
   * @throws BlobTooLarge once more than `bytesMax` came; StorageFull; BlobExists, since a path is written once.
   */
  write(
    path: BlobPath,
    source: AsyncIterable<Uint8Array>,
    options: { readonly bytesMax: number; readonly signal?: AbortSignal },
  ): Promise<WrittenBlob>;
  /** @throws BlobMissing. `range` counts bytes, both ends included. The stream fails when fewer bytes come than are there. */
  read(path: BlobPath, range?: { readonly first: number; readonly last: number }): Promise<Readable>;
  /** @throws BlobMissing, BlobDamaged when `sha256` is given and is not that of the bytes. For artifacts, which fit into memory. */
  readAll(path: BlobPath, options?: { readonly sha256?: string }): Promise<Uint8Array>;
  stat(path: BlobPath): Promise<{ readonly sizeBytes: number } | undefined>;
  /** A file of this machine that holds the bytes (for parsers). May be a temporary copy: `release` it. Read-only. @throws BlobMissing */
  asFile(path: BlobPath): Promise<{ readonly file: string; readonly release: () => Promise<void> }>;
  /** Moves within the store; same promises as `write`. @throws BlobMissing, BlobExists */
  move(from: BlobPath, to: BlobPath): Promise<void>;
  /** Idempotent. @returns how many were there. */
  remove(paths: readonly BlobPath[]): Promise<number>;
  /** Removes everything below, temporary files included. @returns how many blobs were there. */
  removePrefix(prefix: string): Promise<number>;
  /** In no order; what is written meanwhile may be missing. */
  list(prefix: string): AsyncIterable<{ readonly path: BlobPath; readonly sizeBytes: number; readonly writtenAtMs: number }>;
  /** Free bytes where blobs are written, undefined where that has no meaning. */
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
/** The store does not answer, or not in time: as it is, the same may be asked again. */
export class BlobsUnavailable extends Error {
  override readonly name = 'BlobsUnavailable';
  /** Of the table of errors. */
  readonly code = 'blobs-unavailable';
}
