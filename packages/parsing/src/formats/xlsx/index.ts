import type { Block } from '../../block.ts';
import type { Input } from '../../input/input.ts';
import type { FormatPlan, Window } from '../../plan.ts';
import type { Format, FormatLimits, ParseContext } from '../format.ts';
import { type Archive, openArchive } from '../shared/archive.ts';
import { sheetBlocks } from './blocks.ts';
import { readRows } from './rows.ts';
import { readSharedStrings } from './shared-strings.ts';
import { readNumberFormats } from './styles.ts';
import { readWorkbook, type Workbook } from './workbook.ts';

/**
 * Small sheets share a window up to about this many unpacked bytes, which give some hundred passages. A larger sheet has a window of its own and is
 * read as a stream.
 */
const windowExpandedBytes = 2 * 1024 * 1024;

/**
 * Reads sheets as tables: rows that stand together are one table, each under the name of its sheet. Values are those computed last. Hidden sheets
 * are left out.
 */
export const xlsx: Format = { plan, parse };

async function plan(input: Input, limits: FormatLimits): Promise<FormatPlan> {
  return await withWorkbook(input, limits, async (archive, { sheets }) => {
    const windows: { first: number; last: number }[] = [];
    let bytes = 0;
    for (const [index, { part }] of sheets.entries()) {
      const open = windows.at(-1);
      bytes += archive.sizeOf(part);
      if (open !== undefined && bytes <= windowExpandedBytes) open.last = index + 1;
      else {
        windows.push({ first: index + 1, last: index + 1 });
        bytes = archive.sizeOf(part);
      }
    }
    return { unit: 'sheet', count: sheets.length, windows };
  });
}

async function* parse(input: Input, _: FormatPlan, window: Window, context: ParseContext): AsyncGenerator<Block> {
  const archive = await openArchive(input, context.limits);
  try {
    const { sheets, styles, sharedStrings, startsIn1904 } = await readWorkbook(archive);
    const formats = await readNumberFormats(archive, styles);
    const strings = await readSharedStrings(archive, sharedStrings);
    for (let number = window.first; number <= window.last; number++) {
      const sheet = sheets[number - 1];
      if (sheet === undefined) return;
      yield* sheetBlocks(readRows(archive.stream(sheet.part), { strings, formats, startsIn1904 }), { name: sheet.name, page: number });
      context.progress(number - window.first + 1);
    }
  } finally {
    archive.close();
  }
}

async function withWorkbook<T>(input: Input, limits: FormatLimits, run: (archive: Archive, workbook: Workbook) => Promise<T>): Promise<T> {
  const archive = await openArchive(input, limits);
  try {
    return await run(archive, await readWorkbook(archive));
  } finally {
    archive.close();
  }
}
