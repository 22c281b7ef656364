/**
 * Cuts a stream into parts of exactly `partBytes` and a last part of at most that size. There is at least one part, which may be empty. Each part
 * has its own memory.
 */
export async function* inParts(source: AsyncIterable<Uint8Array>, partBytes: number): AsyncGenerator<Buffer> {
  let part = Buffer.allocUnsafe(0);
  let filled = 0;
  for await (let bytes of source) {
    while (bytes.byteLength > 0) {
      // A full part goes out only when more bytes follow, so that the last part is known to be the last.
      if (filled === partBytes) {
        yield part;
        [part, filled] = [Buffer.allocUnsafe(0), 0];
      }
      const taken = Math.min(bytes.byteLength, partBytes - filled);
      part = withRoom(part, filled, filled + taken, partBytes);
      part.set(bytes.subarray(0, taken), filled);
      filled += taken;
      bytes = bytes.subarray(taken);
    }
  }
  yield part.subarray(0, filled);
}

function withRoom(part: Buffer<ArrayBuffer>, filled: number, wanted: number, most: number): Buffer<ArrayBuffer> {
  if (wanted <= part.byteLength) return part;
  const larger = Buffer.allocUnsafe(Math.min(most, Math.max(wanted, part.byteLength * 2, 64 * 1024)));
  larger.set(part.subarray(0, filled));
  return larger;
}
