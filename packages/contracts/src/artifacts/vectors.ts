import { z } from 'zod';
import { ArtifactInvalid } from './artifact-invalid.ts';

/** One vector for each chunk, in the order of the embedded artifact's chunks. */
export interface VectorSet {
  /** Vectors may be compared only if their model ids are equal. */
  readonly modelId: string;
  readonly dimensions: number;
  /** Of unit length, or all zero if the model knows nothing in the text. A zero vector is not indexed. */
  readonly vectors: readonly Float32Array[];
}

const magic = 'RTV1';
const preambleBytes = 8;
const floatBytes = 4;
const Header = z.object({ modelId: z.string(), dimensions: z.int().positive(), count: z.int().nonnegative() });

/** `RTV1`, length of the header (u32), header as JSON, then count × dimensions float32. All numbers are little endian. */
export function encodeVectors({ modelId, dimensions, vectors }: VectorSet): Uint8Array {
  const header = Buffer.from(JSON.stringify({ modelId, dimensions, count: vectors.length }));
  const bytes = Buffer.alloc(preambleBytes + header.length + vectors.length * dimensions * floatBytes);
  bytes.write(magic, 0, 'latin1');
  bytes.writeUInt32LE(header.length, magic.length);
  header.copy(bytes, preambleBytes);
  let at = preambleBytes + header.length;
  for (const vector of vectors) {
    if (vector.length !== dimensions) throw new RangeError(`a vector of ${vector.length} dimensions among those of ${dimensions}`);
    for (const value of vector) at = bytes.writeFloatLE(value, at);
  }
  return bytes;
}

/** @throws ArtifactInvalid */
export function decodeVectors(bytes: Uint8Array): VectorSet {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < preambleBytes || buffer.toString('latin1', 0, magic.length) !== magic) throw new ArtifactInvalid('no vectors');
  const start = preambleBytes + buffer.readUInt32LE(magic.length);
  const { modelId, dimensions, count } = parseHeader(buffer.toString('utf8', preambleBytes, start));
  if (buffer.length !== start + count * dimensions * floatBytes) throw new ArtifactInvalid('vectors are cut short or too long');
  const vectors = Array.from({ length: count }, (_, index) => {
    const from = start + index * dimensions * floatBytes;
    return Float32Array.from({ length: dimensions }, (_value, dimension) => buffer.readFloatLE(from + dimension * floatBytes));
  });
  return { modelId, dimensions, vectors };
}

function parseHeader(json: string): z.infer<typeof Header> {
  try {
    return Header.parse(JSON.parse(json));
  } catch (cause) {
    throw new ArtifactInvalid('the header of the vectors cannot be read', { cause });
  }
}
