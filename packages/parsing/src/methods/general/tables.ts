import type { TableBlock } from '../../block.ts';
import { countTokens } from '../../tokens.ts';
import { splitExactly } from './split.ts';

/**
 * A table as Markdown. It is whole if it fits, else cut between rows with caption and column names repeated. A row that is too large for that is
 * cut like text, without caption and names.
 */
export function tableTexts(
  table: TableBlock,
  tokensMax: number,
  delimiters: readonly string[],
): readonly { text: string; from: number; to: number }[] {
  const rows = table.rows.map(rowText);
  const names = table.header ? rows.slice(0, 1) : [];
  const head = [...(table.caption === undefined ? [] : [table.caption]), ...names, ...names.map(() => ruler(table.rows[0] ?? []))].join(
    '\n',
  );
  const whole = [head, ...rows.slice(names.length)].filter((line) => line !== '').join('\n');
  if (countTokens(whole) <= tokensMax) return whole.trim() === '' ? [] : [{ text: whole, from: 0, to: rows.length - 1 }];
  return cutByRows({ head, rows, from: names.length }, tokensMax, delimiters);
}

function cutByRows(table: { head: string; rows: readonly string[]; from: number }, tokensMax: number, delimiters: readonly string[]) {
  const texts: { text: string; from: number; to: number }[] = [];
  const headTokens = table.head === '' ? 0 : countTokens(table.head) + 1;
  const isHeadRepeated = headTokens > 0 && headTokens <= tokensMax / 2;
  if (headTokens > 0 && !isHeadRepeated) {
    for (const { text } of splitExactly(table.head, tokensMax, delimiters)) texts.push({ text, from: 0, to: 0 });
  }
  const withHead = (rows: readonly string[]) => (isHeadRepeated ? [table.head, ...rows] : rows).join('\n');
  let open: string[] = [];
  let openTokens = 0;
  const close = (to: number) => {
    if (open.length > 0) texts.push({ text: withHead(open), from: to - open.length + 1, to });
    open = [];
    openTokens = 0;
  };
  const left = tokensMax - (isHeadRepeated ? headTokens : 0);
  for (const [index, row] of table.rows.entries()) {
    if (index < table.from) continue;
    const tokens = countTokens(row) + 1;
    if (openTokens + tokens > left) close(index - 1);
    if (tokens > left) for (const { text } of splitExactly(row, tokensMax, delimiters)) texts.push({ text, from: index, to: index });
    else {
      open.push(row);
      openTokens += tokens;
    }
  }
  close(table.rows.length - 1);
  return texts.filter(({ text }) => text !== '');
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll(/\s+/gu, ' ').trim()).join(' | ')} |`;
}

function ruler(cells: readonly string[]): string {
  return `|${' --- |'.repeat(cells.length)}`;
}
