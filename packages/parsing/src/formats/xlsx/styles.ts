import type { Archive } from '../shared/archive.ts';
import { child, parseXml } from '../shared/xml/tree.ts';

export type NumberFormat = 'number' | 'percent' | 'date';

/** The number formats that every workbook has, by their id. */
const builtIn: Readonly<Record<number, NumberFormat>> = {
  ...Object.fromEntries([9, 10].map((id) => [id, 'percent' as const])),
  ...Object.fromEntries([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57].map((id) => [id, 'date' as const])),
};

/** How each cell style shows a number; the index is that of the style. */
export async function readNumberFormats(archive: Archive, part: string | undefined): Promise<readonly NumberFormat[]> {
  const xml = part === undefined ? undefined : await archive.text(part);
  if (xml === undefined) return [];
  const sheet = child(parseXml(xml), 'styleSheet');
  const custom = new Map(
    (child(sheet, 'numFmts')?.children ?? []).map(({ attributes }) => [
      Number(attributes['numFmtId']),
      kindOf(attributes['formatCode'] ?? ''),
    ]),
  );
  return (child(sheet, 'cellXfs')?.children ?? []).map(({ attributes }) => {
    const id = Number(attributes['numFmtId'] ?? 0);
    return custom.get(id) ?? builtIn[id] ?? 'number';
  });
}

/** Letters in quotes, in brackets and after a backslash are not placeholders. */
function kindOf(code: string): NumberFormat {
  const placeholders = code.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./gu, '');
  if (/[ymdhs]/iu.test(placeholders) && !/general/iu.test(placeholders)) return 'date';
  return placeholders.includes('%') ? 'percent' : 'number';
}
