import { ParseFailure } from '../../failure.ts';
import type { Input } from '../../input/input.ts';
import type { FormatName } from '../../plan.ts';
import type { FormatLimits } from '../format.ts';
import { decodeHead } from '../shared/encoding.ts';
import { isBinary } from './binary.ts';
import { officeFormat } from './office.ts';
import { textFormat } from './text.ts';

const headBytes = 64 * 1024;

/**
 * Finds the format by content. The name only decides between text formats that the same bytes could be.
 * @throws ParseFailure `format-unknown`, `file-encrypted`, `file-damaged`
 */
export async function detectFormat(input: Input, limits: FormatLimits): Promise<FormatName> {
  const head = await input.read(0, headBytes);
  if (startsWithin(head, '%PDF-', 1024)) return 'pdf';
  if (startsWithin(head, 'PK\u0003\u0004', 1)) return await officeFormat(input, limits);
  if (startsWithin(head, '\u00d0\u00cf\u0011\u00e0', 1)) throw await oldOfficeFailure(input);
  const { text, encoding } = decodeHead(head);
  if (isBinary(head, text, encoding)) throw new ParseFailure('format-unknown', 'The content is of no known format.');
  return textFormat(text, { name: input.name, isWhole: head.length === input.sizeBytes });
}

function startsWithin(head: Uint8Array, mark: string, within: number): boolean {
  const index = Buffer.from(head.buffer, head.byteOffset, head.byteLength).indexOf(mark, 0, 'latin1');
  return index >= 0 && index < within;
}

/** A Microsoft compound file: an Office document under a password, or one of before 2007. */
async function oldOfficeFailure(input: Input): Promise<ParseFailure> {
  const searchedBytesMax = 4 * 1024 * 1024;
  const bytes = await input.read(0, Math.min(searchedBytesMax, input.sizeBytes));
  const isEncrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from('EncryptedPackage', 'utf16le'));
  return isEncrypted
    ? new ParseFailure('file-encrypted', 'The document is protected by a password.')
    : new ParseFailure('format-unknown', 'Office files of before 2007 are not read.');
}
