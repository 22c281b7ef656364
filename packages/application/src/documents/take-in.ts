import { BlobMissing, type BlobPath, type BlobStore, BlobsUnavailable, BlobTooLarge, StorageFull } from '@ragtime/blob-store';
import type { DatasetId, DocumentId } from '@ragtime/domain';
import { randomUuid } from '@ragtime/runtime';
import { type Refused, refused } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import type { ReceivedFile } from './received.ts';
import { documentIdAt } from './register.ts';

type Needs = Pick<ApplicationNeeds, 'blobs' | 'machine'>;

export interface TakeInOptions {
  /** Makes a fresh path for the file with this index in the request. */
  readonly pathOf: (index: number) => BlobPath;
  /** The limit of all files together. */
  readonly bytesMax: number;
  readonly signal: AbortSignal;
}

/** Streams one file into the blob store. @throws what the store throws */
export type WriteFile = (index: number, source: AsyncIterable<Uint8Array>, name: string, mediaType: string) => Promise<ReceivedFile>;

/** Makes fresh paths for the files of an upload, each below its future document. */
export const pathsOfUpload =
  ({ machine }: Needs, call: Call, datasetId: DatasetId) =>
  (index: number): BlobPath =>
    `${call.principal.tenantId}/${datasetId}/${documentIdAt(call, index)}/${randomUuid(machine.random)}`;

/** Makes a fresh path for new bytes of a document. */
export const pathOfRevision =
  ({ machine }: Needs, call: Call, { datasetId, documentId }: { readonly datasetId: DatasetId; readonly documentId: DocumentId }) =>
  (): BlobPath =>
    `${call.principal.tenantId}/${datasetId}/${documentId}/${randomUuid(machine.random)}`;

/**
 * Lets an API write the files of a request into the blob store while it reads them. Before this throws, it removes from the store
 * what the request wrote, as far as the store answers.
 *
 * @param read reads the request. Its errors pass through, except those by which the store refuses.
 */
export async function takeIn<Result>(
  { blobs, machine }: Needs,
  { pathOf, bytesMax, signal }: TakeInOptions,
  read: (write: WriteFile) => Promise<Result>,
): Promise<{ readonly kind: 'received'; readonly received: Result } | Refused> {
  const written: BlobPath[] = [];
  let bytesLeft = bytesMax;
  try {
    const received = await read(async (index, source, name, mediaType) => {
      const path = pathOf(index);
      written.push(path);
      const blob = await blobs.write(path, source, { bytesMax: bytesLeft, signal, blocks: true });
      bytesLeft -= blob.sizeBytes;
      return { index, name, mediaType, blob, uploadedAtMs: machine.clock.nowMs() };
    });
    return { kind: 'received', received };
  } catch (error) {
    return await giveUp(blobs, written, error);
  }
}

async function giveUp(blobs: BlobStore, written: readonly BlobPath[], error: unknown): Promise<Refused> {
  // A store that does not answer would not remove the blobs either. No event names them, so the sweeper removes them later.
  if (!(error instanceof BlobsUnavailable)) await blobs.remove(written);
  if (error instanceof BlobTooLarge) return refused('body-too-large');
  if (error instanceof StorageFull) return refused('storage-full');
  // The dataset was deleted during the upload.
  if (error instanceof BlobMissing) return refused('dataset-closed');
  throw error;
}
