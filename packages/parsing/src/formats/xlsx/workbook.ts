import { ParseFailure } from '../../failure.ts';
import type { Archive } from '../shared/archive.ts';
import { readRelations } from '../shared/xml/relations.ts';
import { child, parseXml } from '../shared/xml/tree.ts';

export interface Sheet {
  readonly name: string;
  /** The name of the entry in the archive. */
  readonly part: string;
}

export interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly sharedStrings: string | undefined;
  readonly styles: string | undefined;
  /** Whether days are counted from 1904, as old Macs did. */
  readonly startsIn1904: boolean;
}

const part = 'xl/workbook.xml';

export async function readWorkbook(archive: Archive): Promise<Workbook> {
  const relations = await readRelations(archive, part);
  const workbook = child(parseXml((await archive.text(part)) ?? ''), 'workbook');
  if (workbook === undefined) throw new ParseFailure('file-damaged', 'The workbook has no list of sheets.');
  const listed = (child(workbook, 'sheets')?.children ?? []).flatMap(({ attributes }) => {
    const relation = relations.get(attributes['r:id'] ?? '');
    if (relation?.type !== 'worksheet' || !archive.has(relation.target)) return [];
    return [{ name: attributes['name'] ?? '', part: relation.target, isHidden: (attributes['state'] ?? 'visible') !== 'visible' }];
  });
  const visible = listed.filter(({ isHidden }) => !isHidden);
  const target = (type: string) => [...relations.values()].find((relation) => relation.type === type)?.target;
  return {
    sheets: (visible.length > 0 ? visible : listed).map((sheet) => ({ name: sheet.name, part: sheet.part })),
    sharedStrings: target('sharedStrings'),
    styles: target('styles'),
    startsIn1904: ['1', 'true'].includes(child(workbook, 'workbookPr')?.attributes['date1904'] ?? ''),
  };
}
