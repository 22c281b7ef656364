import type { Multipart, MultipartFile } from '@fastify/multipart';
import { BlobTooLarge, StorageFull } from '@ragtime/blob-store';

/** After a refusal, the server reads at most so many bytes, so that the sender comes to the answer. With more bytes left, it closes the connection. */
const passedBytesMax = 64 * 1024 * 1024;

/** The rest of a body after a refusal. A client that is still sending reads the answer only when it has sent everything. */
export interface RestOfBody {
  /** The refusal; undefined as long as nothing was refused. */
  readonly refusal: Error | undefined;
  /** Skips the rest of the part. @throws the error, when it is not one of those that leave the body readable. */
  refuse(error: unknown, part: MultipartFile): Promise<undefined>;
  /** @throws the refusal when too many bytes were skipped. */
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
