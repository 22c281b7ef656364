import { createHash } from 'node:crypto';
import { BlobMissing, type BlobStore } from '@ragtime/blob-store';
import type { Bell } from '@ragtime/contracts/signals';
import { planTaskId } from '@ragtime/domain';
import type { ParserFile } from '@ragtime/parsing';
import { TaskFailure } from '../attempt/failure.ts';

export interface LazyOriginal {
  get(): Promise<ParserFile>;
  release(): Promise<void>;
}

/**
 * The document's bytes as a file, fetched once, when they are first asked for. Every run has a plan, and the plan checks them against the hash in
 * the log. Its windows read parts of the same blob, which is never overwritten.
 */
export function lazyOriginal(blobs: BlobStore, bell: Bell, signal: AbortSignal): LazyOriginal {
  let opened: Promise<{ readonly file: string; readonly release: () => Promise<void> }> | undefined;
  const open = async () => {
    const found = await blobs.asFile(bell.original).catch(goneAsFailure);
    try {
      if (bell.taskId === planTaskId) await checkHash(blobs, bell, signal).catch(goneAsFailure);
    } catch (cause) {
      await found.release();
      throw cause;
    }
    return found;
  };
  return {
    async get() {
      opened ??= open();
      // The document's own name may hold personal data. The parser gets its extension alone.
      return { path: (await opened).file, name: bell.extension === '' ? 'document' : `document.${bell.extension}` };
    },
    async release() {
      await opened?.then(({ release }) => release()).catch(() => undefined);
    },
  };
}

function goneAsFailure(cause: unknown): never {
  if (!(cause instanceof BlobMissing)) throw cause;
  throw new TaskFailure('original-damaged', 'The stored bytes of the document are gone.', { cause, retryable: false });
}

async function checkHash(blobs: BlobStore, { original, sha256 }: Bell, signal: AbortSignal): Promise<void> {
  const hash = createHash('sha256');
  for await (const piece of await blobs.read(original)) {
    signal.throwIfAborted();
    hash.update(piece as Uint8Array);
  }
  if (hash.digest('hex') === sha256) return;
  throw new TaskFailure('original-damaged', 'The stored bytes are not those that were uploaded.', { retryable: false });
}
