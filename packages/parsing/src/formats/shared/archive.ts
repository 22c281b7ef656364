import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { ParseFailure } from '../../failure.ts';
import { type Input, readPieces } from '../../input/input.ts';
import type { FormatLimits } from '../format.ts';

/** A workbook of thousands of sheets or slides is no document; the directory of the archive is held in memory. */
const entriesMax = 20_000;

/** Deflate reaches 1,030; real office files stay under 100. Small files may be anything. */
const ratio = { max: 250, fromExpandedBytes: 16 * 1024 * 1024 };

/** A zip file that was checked to be no bomb, read by entries. */
export interface Archive {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Expanded bytes that the directory promises; 0 if there is none of that name. */
  sizeOf(name: string): number;
  /** Expanded bytes of an entry, piece by piece; nothing if there is none of that name. */
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
