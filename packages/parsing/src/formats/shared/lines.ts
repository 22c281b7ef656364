import { type Input, readPieces } from '../../input/input.ts';
import type { Encoding } from '../../plan.ts';

/** A longer line counts as several, so that a file without line ends needs no more memory than another. */
export const lineBytesMax = 64 * 1024;

/** A line without its end. `from`..`to` is its range in the file, including its end. */
export interface Line {
  readonly text: string;
  /** Counts from 1. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

/** Where to begin: at the head of the file, or at a byte where the line with that number starts. */
export interface LineStart {
  readonly offset: number;
  readonly number: number;
}

const newline = 0x0a;

/**
 * Reads lines that end with LF or CR LF; a lone CR becomes a line end within its line. The byte order mark and NUL are dropped. The lines that end
 * in the same piece of the file are yielded together, so memory holds one piece and one line.
 */
export async function* readLines(
  input: Input,
  encoding: Encoding,
  start: LineStart = { offset: 0, number: 1 },
): AsyncGenerator<readonly Line[]> {
  const decode = lineDecoder(encoding);
  let number = start.number;
  let from = start.offset;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of readPieces(input, start.offset)) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const lines: Line[] = [];
    let position = 0;
    for (let end = lineEnd(bytes, position, encoding); end !== undefined; end = lineEnd(bytes, position, encoding)) {
      const to = from + (end - position);
      lines.push({ text: decode(bytes.subarray(position, end)), number: number++, from, to });
      from = to;
      position = end;
    }
    rest = bytes.subarray(position);
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [{ text: decode(rest), number, from, to: from + rest.length }];
}

/** The index after the end of the line that starts at `position`; undefined when more bytes are needed to find it. */
function lineEnd(bytes: Uint8Array, position: number, encoding: Encoding): number | undefined {
  const found = newlineEnd(bytes, position, encoding);
  if (found !== undefined && found - position <= lineBytesMax) return found;
  if (bytes.length - position <= lineBytesMax) return undefined;
  return position + cutBetweenCharacters(bytes.subarray(position, position + lineBytesMax), encoding);
}

function newlineEnd(bytes: Uint8Array, position: number, encoding: Encoding): number | undefined {
  if (encoding === 'utf-8' || encoding === 'windows-1252') {
    const index = bytes.indexOf(newline, position);
    return index < 0 ? undefined : index + 1;
  }
  const low = encoding === 'utf-16le' ? 0 : 1;
  for (let index = position; index + 1 < bytes.length; index += 2) {
    if (bytes[index + low] === newline && bytes[index + 1 - low] === 0) return index + 2;
  }
  return undefined;
}

function cutBetweenCharacters(bytes: Uint8Array, encoding: Encoding): number {
  if (encoding === 'windows-1252') return bytes.length;
  if (encoding === 'utf-8') {
    for (let length = bytes.length; length > bytes.length - 4; length--) {
      const lead = bytes[length - 1] ?? 0;
      if (lead < 0x80) return length;
      if (lead >= 0xc0) return length - 1;
    }
    return bytes.length;
  }
  const even = bytes.length - (bytes.length % 2);
  const high = bytes[encoding === 'utf-16le' ? even - 1 : even - 2] ?? 0;
  return high >= 0xd8 && high <= 0xdb ? even - 2 : even;
}

function lineDecoder(encoding: Encoding): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder(encoding);
  return (bytes) => {
    const text = decoder.decode(bytes);
    // Almost no line has either character, and the test is far cheaper than the replacement.
    const plain = text.includes('\r') || text.includes('\0') ? text.replaceAll(/\r\n?/gu, '\n').replaceAll('\0', '') : text;
    return plain.endsWith('\n') ? plain.slice(0, -1) : plain;
  };
}
