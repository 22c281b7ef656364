import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  getDocument,
  PDFDataRangeTransport,
  type PDFDocumentProxy,
  type PDFPageProxy,
  VerbosityLevel,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { ParseFailure } from '../../failure.ts';
import type { Input } from '../../input/input.ts';

export type { PDFDocumentProxy, PDFPageProxy };

const rangeBytes = 64 * 1024;

const library = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/** Opens the document and calls `run` with it. The document reads only the ranges of the file that it needs. @throws ParseFailure */
export async function withDocument<T>(input: Input, run: (document: PDFDocumentProxy) => Promise<T>): Promise<T> {
  const transport = new InputTransport(input);
  const task = getDocument({
    range: transport,
    rangeChunkSize: rangeBytes,
    disableAutoFetch: true,
    disableStream: true,
    verbosity: VerbosityLevel.ERRORS,
    cMapUrl: join(library, 'cmaps', '/'),
    cMapPacked: true,
    standardFontDataUrl: join(library, 'standard_fonts', '/'),
    useWorkerFetch: false,
    useWasm: false,
    disableFontFace: true,
    useSystemFonts: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
  });
  try {
    return await Promise.race([task.promise.then(run), transport.failed]);
  } catch (cause) {
    throw asFailure(cause);
  } finally {
    await task.destroy();
  }
}

class InputTransport extends PDFDataRangeTransport {
  /** Rejects when the file cannot be read, because the library itself would wait for ever. */
  readonly failed: Promise<never>;
  readonly #input: Input;
  readonly #fail: (cause: unknown) => void;

  constructor(input: Input) {
    super(input.sizeBytes, null);
    this.#input = input;
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => {});
    this.failed = failed.promise;
    this.#fail = failed.reject;
  }

  override requestDataRange(begin: number, end: number): void {
    // A copy: the library transfers the buffer to its worker, and no other code can read it after that. (`slice` of a `Buffer` makes no copy.)
    this.#input.read(begin, end - begin).then((bytes) => this.onDataRange(begin, new Uint8Array(bytes)), this.#fail);
  }
}

function asFailure(cause: unknown): Error {
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'PasswordException') return new ParseFailure('file-encrypted', 'The document is protected by a password.', { cause });
  if (cause instanceof ParseFailure) return cause;
  return new ParseFailure('file-damaged', 'The pdf is damaged.', { cause });
}
