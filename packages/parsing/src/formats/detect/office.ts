import { ParseFailure } from '../../failure.ts';
import type { Input } from '../../input/input.ts';
import type { FormatName } from '../../plan.ts';
import type { FormatLimits } from '../format.ts';
import { openArchive } from '../shared/archive.ts';

const mainParts: readonly (readonly [part: string, format: FormatName])[] = [
  ['word/document.xml', 'docx'],
  ['xl/workbook.xml', 'xlsx'],
  ['ppt/presentation.xml', 'pptx'],
];

export async function officeFormat(input: Input, limits: FormatLimits): Promise<FormatName> {
  const archive = await openArchive(input, limits);
  try {
    const found = mainParts.find(([part]) => archive.has(part));
    if (found === undefined) throw new ParseFailure('format-unknown', 'The archive holds no document of a known format.');
    return found[1];
  } finally {
    archive.close();
  }
}
