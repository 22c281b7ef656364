import { describe, expect, it } from 'vitest';
import { defaultFormatLimits } from '../../limits.ts';
import { docxOf, paragraph, pptxOf, shape } from '../../testing/office.ts';
import { memoryInput } from '../../testing/parse-text.ts';
import { writePdf } from '../../testing/write-pdf.ts';
import { detectFormat } from './detect.ts';

const detect = (name: string, content: string | Uint8Array) => detectFormat(memoryInput(name, content), defaultFormatLimits);

describe('the format is that of the content', () => {
  it.each([
    ['pdf', 'report.docx', writePdf([[]])],
    ['docx', 'report.pdf', docxOf(paragraph('x'))],
    ['pptx', 'report.txt', pptxOf([shape('title', ['x'])])],
    ['html', 'notes.txt', '<!-- saved -->\n<!DOCTYPE html><p>x'],
    ['html', 'page', '<p>A <b>piece</b> of a page</p>'],
    ['json', 'notes.md', '[{"a": 1}]'],
    ['jsonl', 'notes.txt', '{"a": 1}\n{"a": 2}\n'],
    ['md', 'notes', '# Title\n\nText with a [link](http://x.y).\n'],
    ['txt', 'notes', 'Just text.\n'],
    ['txt', 'odd.txt', '[draft] not JSON\n'],
  ] as const)('%s in %s', async (format, name, content) => {
    expect(await detect(name, content)).toBe(format);
  });
});

describe('the name decides between text formats that the content could be', () => {
  it.each([
    ['md', 'a.md', 'plain words'],
    ['txt', 'a.txt', '# Title\n\n- a\n- b\n'],
    ['csv', 'a.csv', 'only one column\nand another row\n'],
    ['csv', 'a.TSV', 'a\tb\n1\t2\n'],
  ] as const)('%s in %s', async (format, name, content) => {
    expect(await detect(name, content)).toBe(format);
  });
});

describe('files that cannot be read', () => {
  it.each([
    ['a picture', 'a.txt', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 1, 0])],
    ['a file of compressed bytes', 'a.md', new Uint8Array(Array.from({ length: 4096 }, (_, n) => (n * n * 31 + n * 17) & 0xff))],
    [
      'an old Office file',
      'a.doc',
      new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...Array.from({ length: 600 }, () => 0)]),
    ],
  ])('%s has no known format', async (_, name, content) => {
    await expect(detect(name, content)).rejects.toMatchObject({ code: 'format-unknown', retryable: false });
  });
  it('an Office file with a password is refused as encrypted', async () => {
    const content = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(512), Buffer.from('EncryptedPackage', 'utf16le')]);
    await expect(detect('a.docx', content)).rejects.toMatchObject({ code: 'file-encrypted' });
  });
  it('a zip file that breaks off is refused as damaged', async () => {
    await expect(detect('a.docx', docxOf(paragraph('x')).subarray(0, 300))).rejects.toMatchObject({ code: 'file-damaged' });
  });
});
