import { BlobMissing, type BlobStore, BlobsUnavailable } from '@ragtime/blob-store';
import type { BlobEntry } from './layout.ts';

export interface CopiedBlobs {
  /** By path. */
  readonly copied: Map<string, BlobEntry>;
  /** Paths of blobs that were listed and could not be read. */
  readonly unreadable: Set<string>;
}

/**
 * Copies the blobs that are not copied yet. It skips a blob that is removed meanwhile, and notes one that cannot be read.
 *
 * @throws the error of the target; BlobsUnavailable when the source does not answer.
 */
export async function copyBlobs(
  from: BlobStore,
  to: BlobStore,
  { copied, unreadable }: CopiedBlobs,
  onProgress: (share: number) => void,
): Promise<void> {
  const wanted: { readonly path: string; readonly sizeBytes: number }[] = [];
  for await (const blob of from.list('')) if (!copied.has(blob.path)) wanted.push(blob);
  const all = wanted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let done = 0;
  for (const { path, sizeBytes } of wanted) {
    const found = await copyBlob(from, to, path);
    if (found === 'unreadable') unreadable.add(path);
    else if (found !== 'removed') copied.set(path, found);
    done += sizeBytes;
    onProgress(done / Math.max(1, all));
  }
}

async function copyBlob(from: BlobStore, to: BlobStore, path: string): Promise<BlobEntry | 'removed' | 'unreadable'> {
  let failure: { readonly error: unknown } | undefined;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      yield* await from.read(path);
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  try {
    const { sizeBytes, sha256 } = await to.write(path, source(), { bytesMax: Number.MAX_SAFE_INTEGER, blocks: isUpload(path) });
    return { path, sizeBytes, sha256 };
  } catch (error) {
    if (failure === undefined || failure.error instanceof BlobsUnavailable) throw error;
    return failure.error instanceof BlobMissing ? 'removed' : 'unreadable';
  }
}

/** An upload lies directly below its document. Only uploads are read by ranges. */
export const isUpload = (path: string): boolean => path.split('/').length === 4;
