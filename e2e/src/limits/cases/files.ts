import { bombOfEntries, bombOfNesting, bombOfRatio, cut, encryptedPdf, text, whole } from './make-files.ts';

/** How the parse of a file ends: with passages, or with a code of the error table. */
export type FileEnd = 'parsed' | (string & {});

export interface FileCase {
  readonly what: string;
  /** Valid as a file's name on any disk. Other names are cases of requests. */
  readonly name: string;
  readonly bytes: () => Uint8Array;
  readonly ends: FileEnd;
}

const places = 20;

const truncated = (format: keyof typeof whole): readonly FileCase[] =>
  Array.from({ length: places }, (_, place) => ({
    what: `a ${format} cut off after ${place} of ${places} parts`,
    name: `cut-${String(place).padStart(2, '0')}.${format}`,
    bytes: () => cut(whole[format](), place, places),
    ends: place === 0 ? 'file-empty' : 'file-damaged',
  }));

export const fileCases: readonly FileCase[] = [
  { what: 'an empty file', name: 'empty.txt', bytes: () => new Uint8Array(0), ends: 'file-empty' },
  { what: 'a pdf that calls itself docx', name: 'wrong.docx', bytes: whole.pdf, ends: 'parsed' },
  { what: 'a text that calls itself pdf', name: 'wrong.pdf', bytes: () => text('Only words, whatever the name says.'), ends: 'parsed' },
  { what: 'a pdf with a password', name: 'locked.pdf', bytes: encryptedPdf, ends: 'file-encrypted' },
  { what: 'a docx that grows a thousandfold', name: 'ratio.docx', bytes: bombOfRatio, ends: 'expansion-limit' },
  { what: 'a docx of 20,100 entries', name: 'entries.docx', bytes: bombOfEntries, ends: 'too-many-entries' },
  { what: 'a docx nested 100,000 deep', name: 'nested.docx', bytes: bombOfNesting, ends: 'nesting-limit' },
  {
    what: 'a csv of 100,000 columns',
    name: 'wide.csv',
    bytes: () => text(`${Array.from({ length: 100_000 }, (_, n) => `c${n}`).join(',')}\n${'1,'.repeat(99_999)}1\n`),
    ends: 'parsed',
  },
  {
    what: 'text that is no UTF-8',
    name: 'latin.txt',
    bytes: () => Buffer.concat([text('Caf'), Buffer.from([0xe9]), text(' au lait, vraiment.')]),
    ends: 'parsed',
  },
  { what: 'text in UTF-16', name: 'utf16.txt', bytes: () => Buffer.from('\ufeffEvery letter takes two bytes.', 'utf16le'), ends: 'parsed' },
  {
    what: 'lone surrogates, coded as bytes',
    name: 'surrogate.txt',
    bytes: () => Buffer.concat([text('before '), Buffer.from([0xed, 0xa0, 0x80]), text(' after')]),
    ends: 'parsed',
  },
  { what: 'text with NUL in it', name: 'nul.txt', bytes: () => text('a\u0000b and the rest of the line'), ends: 'parsed' },
  {
    what: 'html nested 100,000 deep',
    name: 'nested.html',
    bytes: () => text(`<!doctype html><html><body>${'<div>'.repeat(100_000)}deep${'</div>'.repeat(100_000)}</body></html>`),
    ends: 'nesting-limit',
  },
  {
    what: 'json nested 100,000 deep',
    name: 'nested.json',
    bytes: () => text(`${'['.repeat(100_000)}1${']'.repeat(100_000)}`),
    ends: 'nesting-limit',
  },
  ...truncated('pdf'),
  ...truncated('docx'),
  ...truncated('xlsx'),
];
