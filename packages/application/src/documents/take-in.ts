import { BlobMissing, type BlobPath, type BlobStore, BlobsUnavailable, BlobTooLarge, StorageFull } from '@ragtime/blob-store';
import type { DatasetId, DocumentId } from '@ragtime/domain';
import { randomUuid } from '@ragtime/runtime';
import { type Refused, refused } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import type { ReceivedFile } from './received.ts';
import { documentIdAt } from './register.ts';

type Needs = Pick<ApplicationNeeds, 'blobs' | 'machine'>;

export interface TakeInOptions {
  /** A fresh path for the file at this place of the request. */
  readonly pathOf: (index: number) => BlobPath;
  /** Of all files together. */
  readonly bytesMax: number;
  readonly signal: AbortSignal;
}

/** Streams one file into the blob store. @throws what the store throws */
export type WriteFile = (index: number, source: AsyncIterable<Uint8Array>, name: string, mediaType: string) => Promise<ReceivedFile>;

/** Fresh paths for the files of an upload, each below the document that it will be. */
export const pathsOfUpload =
  ({ machine }: Needs, call: Call, datasetId: DatasetId) =>
  (index: number): BlobPath =>
    `${call.principal.tenantId}/${datasetId}/${documentIdAt(call, index)}/${randomUuid(machine.random)}`;

/** A fresh path for other bytes of a document. */
export const pathOfRevision =
  ({ machine }: Needs, call: Call, { datasetId, documentId }: { readonly datasetId: DatasetId; readonly documentId: DocumentId }) =>
  (): BlobPath =>
    `${call.principal.tenantId}/${datasetId}/${documentId}/${randomUuid(machine.random)}`;

/**
 * Lets an API write the files of a request into the blob store, as it reads them. When it throws, nothing of the request is left
 * there, as far as the store answers.
 *
 * @param read reads the request. What it throws passes through, but for what the store refuses.
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
      const blob = await blobs.write(path, source, { bytesMax: bytesLeft, signal });
      bytesLeft -= blob.sizeBytes;
      return { index, name, mediaType, blob, uploadedAtMs: machine.clock.nowMs() };
    });
    return { kind: 'received', received };
  } catch (error) {
    return await giveUp(blobs, written, error);
  }
}

async function giveUp(blobs: BlobStore, written: readonly BlobPath[], error: unknown): Promise<Refused> {
  // A store that does not answer is not asked to remove either: what lies there bears no name in the log, and is swept.
  if (!(error instanceof BlobsUnavailable)) await blobs.remove(written);
  if (error instanceof BlobTooLarge) return refused('body-too-large');
  if (error instanceof StorageFull) return refused('storage-full');
  // The dataset was deleted while its bytes came in.
  if (error instanceof BlobMissing) return refused('dataset-closed');
  throw error;
}
