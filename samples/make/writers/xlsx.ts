import excel from 'exceljs';
import { type Block, plain } from '../blocks.ts';
import { dateOf, type Source } from '../source.ts';

type Value = { readonly value: excel.CellValue; readonly format?: string };

/** Writes what a user of the spreadsheet would have typed: numbers, percentages and dates are values, everything else is text. */
const typed = (text: string): Value => {
  if (text === '') return { value: null };
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { value: new Date(`${text}T00:00:00Z`), format: 'yyyy-mm-dd' };
  if (/^\d+%$/.test(text)) return { value: Number(text.slice(0, -1)) / 100, format: '0%' };
  if (/^\d+\.\d{2}$/.test(text)) return { value: Number(text), format: '#,##0.00' };
  if (/^\d+(\.\d+)?$/.test(text)) return { value: Number(text) };
  return { value: text };
};

const columnSum = (sheet: excel.Worksheet, column: number, firstRow: number, lastRow: number): excel.CellValue => {
  let result = 0;
  for (let row = firstRow; row <= lastRow; row += 1) result += Number(sheet.getCell(row, column).value ?? 0);
  const letter = sheet.getColumn(column).letter;
  return { formula: `SUM(${letter}${firstRow}:${letter}${lastRow})`, result, date1904: false };
};

const addTable = (sheet: excel.Worksheet, table: Extract<Block, { kind: 'table' }>): void => {
  const header = sheet.addRow(table.header.map(plain));
  header.font = { bold: true };
  header.eachCell((cell) => {
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE3EBE4' } };
    cell.border = { bottom: { style: 'thin' } };
  });
  sheet.views = [{ state: 'frozen', ySplit: header.number }];
  for (const cells of table.rows) {
    const row = sheet.addRow([]);
    cells.forEach((runs, index) => {
      const cell = row.getCell(index + 1);
      const text = plain(runs);
      if (text === '{sum}') {
        cell.value = columnSum(sheet, index + 1, header.number + 1, row.number - 1);
        row.font = { bold: true };
        return;
      }
      const { value, format } = typed(text);
      cell.value = value;
      if (format) cell.numFmt = format;
      cell.alignment = { wrapText: true, vertical: 'top' };
    });
  }
  table.header.forEach((runs, index) => {
    const longest = Math.max(plain(runs).length, ...table.rows.map((row) => plain(row[index] ?? []).length));
    sheet.getColumn(index + 1).width = Math.min(46, Math.max(9, longest + 2));
  });
};

/** A workbook: each second-level heading of the source is a sheet, with its paragraphs above its table. */
export const writeXlsx = async (source: Source): Promise<Uint8Array> => {
  const workbook = new excel.Workbook();
  workbook.title = source.head.title;
  workbook.creator = source.head.author;
  workbook.lastModifiedBy = source.head.author;
  workbook.created = dateOf(source);
  workbook.modified = dateOf(source);
  let sheet: excel.Worksheet | undefined;
  for (const block of source.blocks) {
    if (block.kind === 'heading' && block.level === 1) continue;
    if (block.kind === 'heading') {
      sheet = workbook.addWorksheet(plain(block.runs));
      sheet.addRow([`${source.head.title}: ${plain(block.runs)}`]).font = { bold: true, size: 14 };
      sheet.addRow([]);
    } else if (sheet && block.kind === 'paragraph') {
      sheet.addRow([plain(block.runs)]).font = { italic: true };
      sheet.addRow([]);
    } else if (sheet && block.kind === 'table') addTable(sheet, block);
    else throw new Error(`a ${block.kind} has no place in a workbook`);
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
};
