import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';

const foreign = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../../packages/parsing/fixtures/foreign/${name}`, import.meta.url)));

/** Other programs made these files, so that no code of ours decides how they break. */
export const whole = {
  pdf: () => foreign('libreoffice-dealer-terms.pdf'),
  docx: () => foreign('pandoc-perch.docx'),
  xlsx: () => foreign('openpyxl-pool-bikes.xlsx'),
} as const;

export const cut = (bytes: Uint8Array, place: number, places: number): Uint8Array =>
  bytes.subarray(0, Math.floor((bytes.length * place) / places));

const document = (body: string): string =>
  `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`;

const wordParts = {
  '[Content_Types].xml':
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
  '_rels/.rels':
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
};

function wordFile(body: string, more: Readonly<Record<string, Uint8Array>> = {}): Uint8Array {
  const parts = { ...wordParts, 'word/document.xml': document(body) };
  const entries = Object.entries(parts).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync({ ...Object.fromEntries(entries), ...more }, { level: 9 });
}

/** 300 MB of one letter: a thousand times the file. */
export const bombOfRatio = (): Uint8Array => wordFile(`<w:p><w:r><w:t>${'a'.repeat(300_000_000)}</w:t></w:r></w:p>`);

export const bombOfEntries = (): Uint8Array =>
  wordFile(
    '<w:p><w:r><w:t>text</w:t></w:r></w:p>',
    Object.fromEntries(Array.from({ length: 20_100 }, (_, n) => [`word/media/${n}.bin`, new Uint8Array(0)])),
  );

export const bombOfNesting = (): Uint8Array =>
  wordFile(`${'<w:sdt><w:sdtContent>'.repeat(100_000)}${'</w:sdtContent></w:sdt>'.repeat(100_000)}`);

/** Protected by a password that the test does not know: its check values do not fit the empty password. */
export function encryptedPdf(): Uint8Array {
  const hex = (seed: string) => createHash('sha256').update(seed).digest('hex');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
    `<< /Filter /Standard /V 1 /R 2 /O <${hex('owner')}> /U <${hex('user')}> /P -4 >>`,
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = text.length;
  text += `xref\n0 5\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`;
  text += `trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<${hex('id').slice(0, 32)}> <${hex('id').slice(0, 32)}>] >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

export const text = (content: string): Uint8Array => Buffer.from(content, 'utf8');
