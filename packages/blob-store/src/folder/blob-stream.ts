import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { asError } from '@ragtime/runtime';

const chunkBytes = 256 * 1024;

/**
 * Reads `length` bytes of an open file, and closes the file however the stream ends. It fails when the file has fewer bytes, because a reader would
 * take a shorter blob without an error for the whole.
 */
export class BlobStream extends Readable {
  readonly #handle: FileHandle;
  #position: number;
  #left: number;

  constructor(handle: FileHandle, first: number, length: number) {
    super({ highWaterMark: chunkBytes });
    this.#handle = handle;
    this.#position = first;
    this.#left = length;
  }

  override _read(): void {
    if (this.#left === 0) {
      this.push(null);
      return;
    }
    this.#readChunk().then(
      (chunk) => void this.push(chunk),
      (error: unknown) => this.destroy(asError(error)),
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    void this.#close().then((failure) => process.nextTick(done, error ?? failure ?? null));
  }

  async #close(): Promise<Error | undefined> {
    try {
      await this.#handle.close();
      return undefined;
    } catch (failure) {
      return asError(failure);
    }
  }

  async #readChunk(): Promise<Uint8Array> {
    const length = Math.min(chunkBytes, this.#left);
    const { bytesRead, buffer } = await this.#handle.read(Buffer.allocUnsafe(length), 0, length, this.#position);
    if (bytesRead === 0) throw new Error(`the blob ends ${this.#left} bytes too early`);
    this.#position += bytesRead;
    this.#left -= bytesRead;
    return buffer.subarray(0, bytesRead);
  }
}
