import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { ParseFailure } from '../../failure.ts';
import { type Input, readPieces } from '../../input/input.ts';
import type { FormatLimits } from '../format.ts';

/** A workbook with thousands of sheets or slides is not a document, and memory holds the directory of the archive. */
const entriesMax = 20_000;

/** Deflate reaches a ratio of 1,030; real office files stay under 100. A file that expands to less than `fromExpandedBytes` may have any ratio. */
const ratio = { max: 250, fromExpandedBytes: 16 * 1024 * 1024 };

/** A zip file whose entries are read one by one, after a check that it is no zip bomb. */
export interface Archive {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** The expanded bytes that the directory states; 0 if there is no entry with that name. */
  sizeOf(name: string): number;
  /** The expanded bytes of an entry, piece by piece; nothing if there is no entry with that name. */
  stream(name: string): AsyncIterable<Uint8Array>;
  bytes(name: string): Promise<Uint8Array | undefined>;
  text(name: string): Promise<string | undefined>;
  close(): void;
}

/** @throws ParseFailure `file-damaged`, `file-encrypted`, `expansion-limit`, `too-many-entries` */
export async function openArchive(input: Input, limits: FormatLimits): Promise<Archive> {
  const zip = await openZip(input);
  const entries = await readDirectory(zip, input.sizeBytes, limits);
  let expandedBytes = 0;
  const stream = async function* (name: string): AsyncGenerator<Uint8Array> {
    const entry = entries.get(name);
    if (entry === undefined) return;
    try {
      for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
        expandedBytes += piece.length;
        if (expandedBytes > limits.expandedBytesMax) throw tooLarge(limits);
        yield piece;
      }
    } catch (cause) {
      throw cause instanceof ParseFailure ? cause : damaged(cause);
    }
  };
  const bytes = async (name: string) => {
    if (!entries.has(name)) return undefined;
    const pieces: Uint8Array[] = [];
    for await (const piece of stream(name)) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    sizeOf: (name) => entries.get(name)?.uncompressedSize ?? 0,
    stream,
    bytes,
    async text(name) {
      const content = await bytes(name);
      return content === undefined
        ? undefined
        : new TextDecoder(content[0] === 0xff && content[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(content);
    },
    close: () => zip.close(),
  };
}

async function openZip(input: Input): Promise<ZipFile> {
  try {
    return await fromRandomAccessReaderPromise(new InputReader(input), input.sizeBytes, { autoClose: false, validateEntrySizes: true });
  } catch (cause) {
    throw cause instanceof ParseFailure ? cause : damaged(cause);
  }
}

async function readDirectory(zip: ZipFile, sizeBytes: number, limits: FormatLimits): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > entriesMax) throw new ParseFailure('too-many-entries', `The archive has more than ${entriesMax} entries.`);
  const entries = new Map<string, Entry>();
  let expandedBytes = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) throw new ParseFailure('file-encrypted', 'The archive is protected by a password.');
      expandedBytes += entry.uncompressedSize;
      entries.set(entry.fileName, entry);
    }
  } catch (cause) {
    throw cause instanceof ParseFailure ? cause : damaged(cause);
  }
  if (expandedBytes > limits.expandedBytesMax) throw tooLarge(limits);
  if (expandedBytes > ratio.fromExpandedBytes && expandedBytes > sizeBytes * ratio.max) {
    throw new ParseFailure('expansion-limit', `The archive would become more than ${ratio.max} times as large.`);
  }
  return entries;
}

/** Lets yauzl read the file by ranges instead of opening it. */
class InputReader extends RandomAccessReader {
  readonly #input: Input;

  constructor(input: Input) {
    super();
    this.#input = input;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(readPieces(this.#input, start, end));
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}

function tooLarge(limits: FormatLimits): ParseFailure {
  return new ParseFailure('expansion-limit', `The archive would become larger than ${limits.expandedBytesMax} bytes.`);
}

function damaged(cause: unknown): ParseFailure {
  return new ParseFailure('file-damaged', 'The archive is damaged.', { cause });
}
