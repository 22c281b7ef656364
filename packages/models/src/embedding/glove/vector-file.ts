import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Words and their vectors, the most frequent word first. */
export interface WordVectors {
  /** The name of the words and vectors, not of what is computed with them. */
  readonly name: string;
  readonly dimensions: number;
  readonly count: number;
  /** Component `d` of word `i` is `components[i * dimensions + d] * scales[i]`. */
  readonly components: Int8Array;
  readonly scales: Float32Array;
  /** UTF-8, without separators; word `i` ends before `wordEnds[i]`. */
  readonly wordBytes: Uint8Array;
  readonly wordEnds: Uint32Array;
}

/** The file is missing, or it is not as it was written. None of it is used. */
export class VectorFileError extends Error {
  override readonly name = 'VectorFileError';

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`The word vectors in ${path} cannot be used: ${reason}. Restore the file from the release, or make it again.`, options);
  }
}

/*
 * Little endian throughout:
 *   0  magic · 8  format version · 12  dimensions · 16  count · 20  bytes of all words · 24  name, filled up with zeros
 *  64  sha256 of everything before and behind it
 *  96  scales (float32) · components (int8) · lengths of the words in bytes (uint8) · words
 */
const magic = Buffer.from('RTVECTOR');
const formatVersion = 1;
const nameAt = 24;
const digestAt = 64;
const bodyAt = 96;

export async function readVectorFile(path: string): Promise<WordVectors> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new VectorFileError(path, 'it cannot be read', { cause });
  }
  return decodeVectorFile(bytes, path);
}

/** The result shares the memory of `bytes`, which must not change afterwards. `path` is only for the error. */
export function decodeVectorFile(bytes: Buffer, path: string): WordVectors {
  if (bytes.length < bodyAt || !bytes.subarray(0, magic.length).equals(magic))
    throw new VectorFileError(path, 'it is no file of word vectors');
  const version = bytes.readUInt32LE(8);
  if (version !== formatVersion) throw new VectorFileError(path, `its format is ${version}, this release reads ${formatVersion}`);
  const [dimensions, count, wordsLength] = [bytes.readUInt32LE(12), bytes.readUInt32LE(16), bytes.readUInt32LE(20)];
  const componentsAt = bodyAt + count * 4;
  const lengthsAt = componentsAt + count * dimensions;
  const wordsAt = lengthsAt + count;
  if (bytes.length !== wordsAt + wordsLength) {
    throw new VectorFileError(path, `it has ${bytes.length} bytes where its header says ${wordsAt + wordsLength}`);
  }
  if (!digestOf(bytes).equals(bytes.subarray(digestAt, bodyAt))) throw new VectorFileError(path, 'it is damaged (its sha256 is another)');
  const lengths = bytes.subarray(lengthsAt, wordsAt);
  const wordEnds = new Uint32Array(count);
  let end = 0;
  lengths.forEach((length, index) => {
    end += length;
    wordEnds[index] = end;
  });
  return {
    name: bytes.toString('utf8', nameAt, digestAt).replace(/\0+$/, ''),
    dimensions,
    count,
    components: new Int8Array(bytes.buffer, bytes.byteOffset + componentsAt, count * dimensions),
    scales: Float32Array.from({ length: count }, (_, index) => bytes.readFloatLE(bodyAt + index * 4)),
    wordBytes: bytes.subarray(wordsAt),
    wordEnds,
  };
}

/**
 * @param name at most 40 bytes.
 * @param entries the most frequent word first, each word at most 255 bytes, each vector of `dimensions` components.
 */
export function encodeVectorFile(
  name: string,
  dimensions: number,
  entries: readonly { readonly word: string; readonly vector: ArrayLike<number> }[],
): Buffer {
  const words = entries.map(({ word }) => Buffer.from(word));
  if (Buffer.byteLength(name) > digestAt - nameAt) throw new RangeError(`the name is too long: ${name}`);
  const header = Buffer.alloc(bodyAt);
  magic.copy(header);
  header.writeUInt32LE(formatVersion, 8);
  header.writeUInt32LE(dimensions, 12);
  header.writeUInt32LE(entries.length, 16);
  header.writeUInt32LE(
    words.reduce((sum, { length }) => sum + length, 0),
    20,
  );
  header.write(name, nameAt);
  const scales = Buffer.alloc(entries.length * 4);
  const components = Buffer.alloc(entries.length * dimensions);
  entries.forEach(({ word, vector }, index) => {
    if (vector.length !== dimensions) throw new RangeError(`the vector of "${word}" has ${vector.length} components`);
    scales.writeFloatLE(quantise(vector, components.subarray(index * dimensions)), index * 4);
  });
  const lengths = Buffer.alloc(words.length);
  words.forEach(({ length }, index) => {
    lengths.writeUInt8(length, index);
  });
  const file = Buffer.concat([header, scales, components, lengths, ...words]);
  digestOf(file).copy(file, digestAt);
  return file;
}

/** Writes the vector in steps of its largest component / 127, so that it uses the whole range of an int8. Returns that step. */
function quantise(vector: ArrayLike<number>, into: Buffer): number {
  const values = Array.from(vector);
  const scale = Math.fround(values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 127);
  values.forEach((value, index) => {
    into.writeInt8(scale === 0 ? 0 : Math.max(-127, Math.min(127, Math.round(value / scale))), index);
  });
  return scale;
}

function digestOf(file: Buffer): Buffer {
  return createHash('sha256').update(file.subarray(0, digestAt)).update(file.subarray(bodyAt)).digest();
}
