import { stripVTControlCharacters } from 'node:util';
import type { components } from '@ragtime/client';
import { type Output, plain } from '../shared/output.ts';

export type SearchHit = components['schemas']['SearchHit'];
type Range = readonly [from: number, to: number];

/** How much of a passage is shown around its first match. Short passages are shown whole, and so are all with --verbose. */
const shownMax = 480;
const before = 120;

/** A passage below its source, with its matching words highlighted. */
export function passageText(output: Output, hit: SearchHit, rank: number, isVerbose: boolean): string {
  const { documentName, documentId, headings, chunkId, score, scores } = hit;
  const source = [plain(documentName ?? documentId), placeOf(hit)].filter((part) => part !== '').join(', ');
  const under = headings.length === 0 ? [] : [output.styled('dim', `   ${headings.map(plain).join(' › ')}`)];
  const detail = [
    `score ${score.toFixed(3)}`,
    ...Object.entries(scores).map(([side, value]) => `${side} ${value.toFixed(3)}`),
    `passage ${chunkId}`,
    `document ${documentId}`,
  ].join(' · ');
  return [
    `${output.styled('bold', `${rank}. ${source}`)}`,
    ...under,
    ...(isVerbose ? [output.styled('dim', `   ${detail}`)] : []),
    ...highlighted(output, hit, isVerbose)
      .split('\n')
      .flatMap((line) => wrapped(line, output.columns() - 3))
      .map((line) => `   ${line}`),
    '',
  ].join('\n');
}

function placeOf({ pages, lines }: SearchHit): string {
  const [word, range] = pages === undefined ? (['line', lines] as const) : (['page', pages] as const);
  const [from, to] = range ?? [];
  if (from === undefined || to === undefined) return '';
  return from === to ? `${word} ${from}` : `${word}s ${from}–${to}`;
}

function highlighted(output: Output, { text, highlights }: SearchHit, isWhole: boolean): string {
  const ranges: readonly Range[] = (highlights?.ranges ?? []).flatMap(([from, to]): Range[] =>
    from === undefined || to === undefined ? [] : [[from, to]],
  );
  const [start, end] = isWhole || text.length <= shownMax ? [0, text.length] : windowOf(text, ranges);
  const parts: string[] = [start === 0 ? '' : '…'];
  let at = start;
  for (const [from, to] of ranges.filter((range) => range[0] >= start && range[1] <= end)) {
    if (from < at) continue;
    parts.push(inLines(text.slice(at, from)), output.styled(['bold', 'yellow'], inLines(text.slice(from, to))));
    at = to;
  }
  parts.push(inLines(text.slice(at, end)), end === text.length ? '' : '…');
  return parts.join('');
}

/** Begins and ends between words. */
function windowOf(text: string, [first]: readonly Range[]): Range {
  const wanted = Math.max(0, Math.min((first?.[0] ?? 0) - before, text.length - shownMax));
  const start = wanted === 0 ? 0 : text.indexOf(' ', wanted) + 1;
  const cut = text.lastIndexOf(' ', start + shownMax);
  return [start, start + shownMax >= text.length || cut <= start ? Math.min(text.length, start + shownMax) : cut];
}

/** Like `plain`, but it keeps line breaks, and a space at an edge belongs to the sentence. */
const inLines = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/(?!\n)[\p{Cc}\p{Cf}]/gu, '');

function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let cells = 0;
  for (const word of text.split(' ')) {
    const width = plain(word).length;
    if (cells > 0 && cells + 1 + width > columns) {
      lines.push(line);
      [line, cells] = ['', 0];
    }
    line = cells === 0 ? word : `${line} ${word}`;
    cells += (cells === 0 ? 0 : 1) + width;
  }
  return plain(line) === '' ? lines : [...lines, line];
}
