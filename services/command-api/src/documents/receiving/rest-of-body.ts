import type { Multipart, MultipartFile } from '@fastify/multipart';
import { BlobTooLarge, StorageFull } from '@ragtime/blob-store';

/** What is read of a body only so that its sender gets to the answer. Of a larger rest the line breaks. */
const passedBytesMax = 64 * 1024 * 1024;

/** A body of which something was refused. A client that is still sending hears an answer only when it was let finish. */
export interface RestOfBody {
  /** Why; undefined as long as nothing was. */
  readonly refusal: Error | undefined;
  /** Passes the rest of the part. @throws the error, when it is none of those that leave the body as it is. */
  refuse(error: unknown, part: MultipartFile): Promise<undefined>;
  /** @throws the refusal once too much was passed. */
  pass(part: Multipart): Promise<void>;
}

export function restOfBody(): RestOfBody {
  let refusal: Error | undefined;
  let passedBytes = 0;

  async function pass(part: Multipart): Promise<void> {
    if (part.type !== 'file') return;
    for await (const piece of part.file) {
      passedBytes += (piece as Uint8Array).byteLength;
      if (passedBytes > passedBytesMax) throw refusal ?? new Error('nothing was refused');
    }
  }

  return {
    get refusal() {
      return refusal;
    },
    async refuse(error, part) {
      if (!(error instanceof StorageFull || error instanceof BlobTooLarge)) throw error;
      refusal = error;
      await pass(part);
      return undefined;
    },
    pass,
  };
}
