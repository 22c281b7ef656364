import { streamXml } from '../shared/xml/stream.ts';
import type { NumberFormat } from './styles.ts';
import { shownNumber } from './values.ts';

export interface Row {
  /** Counts from 1. */
  readonly number: number;
  /** By column; an empty cell is an empty text. */
  readonly cells: readonly string[];
}

export interface CellContext {
  readonly strings: readonly string[];
  readonly formats: readonly NumberFormat[];
  readonly startsIn1904: boolean;
}

/** The most columns that spreadsheets have. A reference beyond it is a mistake, and would fill memory. */
const columnsMax = 16_384;

/** The rows that have any content, in order, as they arrive. */
export async function* readRows(pieces: AsyncIterable<Uint8Array>, context: CellContext): AsyncGenerator<Row> {
  const ready: Row[] = [];
  const reader = rowReader(context, (row) => ready.push(row));
  for await (const _ of streamXml(pieces, reader)) yield* ready.splice(0);
}

function rowReader(context: CellContext, found: (row: Row) => void) {
  let row = { number: 0, cells: [] as string[] };
  let cell: { column: number; type: string; style: number; value: string; inline: string } | undefined;
  let part = '';
  return {
    open(name: string, attributes: Readonly<Record<string, string>>) {
      part = name;
      if (name === 'row') row = { number: Number(attributes['r'] ?? row.number + 1), cells: [] };
      else if (name === 'c') {
        const column = columnOf(attributes['r']) ?? row.cells.length;
        cell = { column, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), value: '', inline: '' };
      }
    },
    text(text: string) {
      if (cell === undefined) return;
      if (part === 'v') cell.value += text;
      else if (part === 't') cell.inline += text;
    },
    close(name: string) {
      part = '';
      if (name === 'c' && cell !== undefined && cell.column < columnsMax) {
        while (row.cells.length < cell.column) row.cells.push('');
        row.cells[cell.column] = shown(cell, context);
        cell = undefined;
      } else if (name === 'row' && row.cells.some((text) => text !== '')) found(row);
    },
  };
}

function shown(
  cell: { type: string; style: number; value: string; inline: string },
  { strings, formats, startsIn1904 }: CellContext,
): string {
  switch (cell.type) {
    case 's':
      return (strings[Number(cell.value)] ?? '').trim();
    case 'inlineStr':
      return cell.inline.trim();
    case 'b':
      return cell.value === '1' ? 'TRUE' : 'FALSE';
    case 'n':
      return shownNumber(cell.value, formats[cell.style] ?? 'number', startsIn1904);
    default:
      return cell.value.trim();
  }
}

/** `C7` → 2. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]+/u.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return Array.from(letters).reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
