import { ParseFailure } from '../../failure.ts';
import type { Input } from '../../input/input.ts';
import type { FormatLimits, TextHead } from '../format.ts';
import { describeFormat, type FormatName, formatNames, formatOfName } from '../registry.ts';
import { openArchive } from '../shared/archive.ts';
import { decodeHead } from '../shared/encoding.ts';
import { isBinary } from './binary.ts';

const headBytes = 64 * 1024;

/**
 * Finds the format by the content, in the stages and the order of the table of formats. The name only decides between text formats that fit the
 * same bytes.
 * @throws ParseFailure `format-unknown`, `file-encrypted`, `file-damaged`
 */
export async function detectFormat(input: Input, limits: FormatLimits): Promise<FormatName> {
  const head = await input.read(0, headBytes);
  const bySignature = formatNames.find((name) => hasSignature(head, name));
  if (bySignature !== undefined) return bySignature;
  if (startsWithin(head, 'PK\u0003\u0004', 1)) return await archiveFormat(input, limits);
  if (startsWithin(head, '\u00d0\u00cf\u0011\u00e0', 1)) throw await oldOfficeFailure(input);
  const { text, encoding } = decodeHead(head);
  if (isBinary(head, text, encoding)) throw new ParseFailure('format-unknown', 'The content is of no known format.');
  return textFormat(text, input.name, head.length === input.sizeBytes);
}

function hasSignature(head: Uint8Array, name: FormatName): boolean {
  const { sign } = describeFormat(name);
  return sign.kind === 'signature' && startsWithin(head, sign.text, sign.withinBytes);
}

async function archiveFormat(input: Input, limits: FormatLimits): Promise<FormatName> {
  const archive = await openArchive(input, limits);
  try {
    const found = formatNames.find((name) => {
      const { sign } = describeFormat(name);
      return sign.kind === 'archive' && archive.has(sign.part);
    });
    if (found === undefined) throw new ParseFailure('format-unknown', 'The archive holds no document of a known format.');
    return found;
  } finally {
    archive.close();
  }
}

/** A certain sign in the content counts more than the name, and the name counts more than a likely sign. */
function textFormat(text: string, name: string, isWhole: boolean): FormatName {
  const byName = formatOfName(name);
  const named = byName !== undefined && describeFormat(byName).sign.kind === 'text' ? byName : undefined;
  const head: TextHead = { text: text.replace(/^\uFEFF/u, '').trimStart(), isWhole, named };
  const byContent = (how: 'mustBe' | 'mayBe') =>
    formatNames.find((each) => {
      const { sign } = describeFormat(each);
      return sign.kind === 'text' && sign[how]?.(head) === true;
    });
  return byContent('mustBe') ?? named ?? byContent('mayBe') ?? 'txt';
}

function startsWithin(head: Uint8Array, mark: string, within: number): boolean {
  const index = Buffer.from(head.buffer, head.byteOffset, head.byteLength).indexOf(mark, 0, 'latin1');
  return index >= 0 && index < within;
}

/** Handles a Microsoft compound file: an Office document with a password, or one from before 2007. */
async function oldOfficeFailure(input: Input): Promise<ParseFailure> {
  const searchedBytesMax = 4 * 1024 * 1024;
  const bytes = await input.read(0, Math.min(searchedBytesMax, input.sizeBytes));
  const isEncrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from('EncryptedPackage', 'utf16le'));
  return isEncrypted
    ? new ParseFailure('file-encrypted', 'The document is protected by a password.')
    : new ParseFailure('format-unknown', 'Office files from before 2007 are not supported.');
}
