/** The one file that a task may read, by ranges. */
export interface Input {
  readonly name: string;
  readonly sizeBytes: number;
  /** Gives fewer bytes than requested only at the end of the file. */
  read(offset: number, lengthBytes: number): Promise<Uint8Array>;
}

/** Reads the whole file, for formats that cannot be read in parts. The caller checks the size first. */
export async function readWhole(input: Input): Promise<Uint8Array> {
  return await input.read(0, input.sizeBytes);
}

/** Streams `from`..`to` in pieces of `pieceBytes`. */
export async function* readPieces(input: Input, from = 0, to = input.sizeBytes, pieceBytes = 256 * 1024): AsyncGenerator<Uint8Array> {
  for (let offset = from; offset < to; ) {
    const piece = await input.read(offset, Math.min(pieceBytes, to - offset));
    if (piece.length === 0) return;
    offset += piece.length;
    yield piece;
  }
}
