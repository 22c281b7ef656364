import type { TableBlock } from '../../../block.ts';
import { childrenOf, type HtmlElement, type HtmlNode, isDropped, isElement, nameOf } from './nodes.ts';
import { collapse, flowText } from './text.ts';

/** A cell that spans more columns than this is a mistake, and would fill memory. */
const spanMax = 100;

/**
 * The table with spanned cells repeated. It is undefined for a table with a single column or with tables inside, because that is layout, not data.
 */
export function tableRows(table: HtmlElement): Pick<TableBlock, 'rows' | 'header' | 'caption'> | undefined {
  const all = [...rowsOf(table)];
  const title = all.length > 2 ? titleOf(all) : undefined;
  const rowElements = title === undefined ? all : all.slice(1);
  const rows = grid(rowElements).filter((row) => row.some((cell) => cell !== ''));
  const isLayout = rows.every((row) => row.length < 2) || rowElements.some(hasTableInside);
  if (rows.length === 0 || isLayout) return undefined;
  const marked = childrenOf(table).filter((node) => nameOf(node) === 'caption');
  const caption = [...marked.map((node) => collapse(flowText(childrenOf(node)))), title].filter(Boolean).join(' ');
  return { rows, header: isHeader(rowElements, rows), ...(caption === '' ? {} : { caption }) };
}

/** A first row with a single cell over all columns names the table, not a column. */
function titleOf([first, second]: readonly HtmlElement[]): string | undefined {
  const [only, ...others] = first === undefined ? [] : cellsOf(first);
  const columns = second === undefined ? 0 : cellsOf(second).length;
  if (only === undefined || others.length > 0 || columns < 2 || spanOf(only, 'colspan') < columns) return undefined;
  const text = collapse(flowText(childrenOf(only)));
  return text === '' ? undefined : text;
}

function* rowsOf(table: HtmlElement): Generator<HtmlElement> {
  for (const node of childrenOf(table)) {
    if (!isElement(node) || isDropped(node)) continue;
    if (nameOf(node) === 'tr') yield node;
    else if (['thead', 'tbody', 'tfoot'].includes(nameOf(node))) yield* rowsOf(node);
  }
}

function cellsOf(row: HtmlElement): readonly HtmlElement[] {
  return childrenOf(row).filter((node): node is HtmlElement => isElement(node) && (node.name === 'td' || node.name === 'th'));
}

function grid(rowElements: readonly HtmlElement[]): readonly string[][] {
  const below = new Map<number, { left: number; text: string }>();
  return rowElements.map((rowElement) => {
    const row: string[] = [];
    const fillFromAbove = () => {
      for (let open = below.get(row.length); open !== undefined && open.left > 0; open = below.get(row.length)) {
        below.set(row.length, { ...open, left: open.left - 1 });
        row.push(open.text);
      }
    };
    for (const cell of cellsOf(rowElement)) {
      fillFromAbove();
      const text = collapse(flowText(childrenOf(cell)));
      const span = spanOf(cell, 'rowspan');
      for (let column = spanOf(cell, 'colspan'); column > 0; column--) {
        if (span > 1) below.set(row.length, { left: span - 1, text });
        row.push(text);
      }
    }
    fillFromAbove();
    return row;
  });
}

function spanOf(cell: HtmlElement, name: 'rowspan' | 'colspan'): number {
  const span = Number.parseInt(cell.attribs[name] ?? '1', 10);
  return Number.isNaN(span) ? 1 : Math.min(Math.max(span, 1), spanMax);
}

/** The marks of the table decide. A table without any mark has column names in its first row if no cell of that row is a number. */
function isHeader(rowElements: readonly HtmlElement[], rows: readonly (readonly string[])[]): boolean {
  const [first] = rowElements;
  if (first === undefined || rows.length < 2) return false;
  if (cellsOf(first).every((cell) => nameOf(cell) === 'th')) return true;
  if (rowElements.some((row) => cellsOf(row).some((cell) => nameOf(cell) === 'th'))) return false;
  return (rows[0] ?? []).every((cell) => !/^[\d.,\s%€$-]*\d[\d.,\s%€$-]*$/u.test(cell));
}

function hasTableInside(node: HtmlNode): boolean {
  return childrenOf(node).some((inner) => isElement(inner) && (nameOf(inner) === 'table' || hasTableInside(inner)));
}
