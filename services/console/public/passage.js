import { element } from './elements.js';

/**
 * @typedef {readonly (readonly number[])[]} Ranges In UTF-16 units of the text, the end not included.
 * @typedef {{ readonly from: number, readonly to: number }} Span
 * @typedef {{ readonly kind: 'heading' | 'text' | 'table', readonly from: number, readonly to: number, readonly hits: number }} Block
 */

const excerptCharacters = 520;
const excerptRows = 7;

/**
 * A passage with its marked words: paragraphs, headings and tables.
 *
 * @param {{ readonly text: string, readonly headings: readonly string[], readonly highlights?: { readonly ranges: Ranges } | undefined }} passage
 * @param {{ readonly whole: boolean }} options not `whole`: what stands around the first marked words.
 * @returns {{ readonly nodes: readonly Node[], readonly isCut: boolean }}
 */
export function renderPassage({ text, headings, highlights }, { whole }) {
  const ranges = highlights?.ranges ?? [];
  const blocks = blocksOf(text, headings, ranges);
  const shown = whole ? blocks : excerptOf(blocks);
  let isCut = shown.length < blocks.length;
  const nodes = shown.map((block) => {
    if (block.kind === 'heading') return element('p', { class: 'passage-heading' }, marked(text, block, ranges));
    if (block.kind === 'text') return element('p', {}, marked(text, block, ranges));
    const table = tableOf(text, block, ranges, whole);
    isCut ||= table.isCut;
    return table.node;
  });
  return { nodes, isCut };
}

/**
 * @param {string} text
 * @param {readonly string[]} headings
 * @param {Ranges} ranges
 * @returns {Block[]}
 */
function blocksOf(text, headings, ranges) {
  const titles = new Set(headings);
  return spansOf(text, 0, text.length, /\n{2,}/g).map(({ from, to }) => {
    const block = text.slice(from, to);
    const kind = titles.has(block.trim()) ? 'heading' : /^\|.*\|\n\|[\s:|-]+\|/.test(block) ? 'table' : 'text';
    return { kind, from, to, hits: ranges.filter(([start = 0]) => start >= from && start < to).length };
  });
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {RegExp} separator
 * @param {boolean} [keepEmpty]
 * @returns {Span[]} what lies between separators.
 */
function spansOf(text, start, end, separator, keepEmpty = false) {
  /** @type {Span[]} */
  const spans = [];
  let from = start;
  for (const match of text.slice(start, end).matchAll(separator)) {
    spans.push({ from, to: start + match.index });
    from = start + match.index + match[0].length;
  }
  return [...spans, { from, to: end }].filter((span) => keepEmpty || text.slice(span.from, span.to).trim() !== '');
}

/**
 * @param {readonly Block[]} blocks
 * @returns {readonly Block[]} from the first one with marked words on.
 */
function excerptOf(blocks) {
  const firstHit = blocks.findIndex(({ kind, hits }) => hits > 0 && kind !== 'heading');
  let from = Math.max(0, firstHit);
  if (blocks[from - 1]?.kind === 'heading') from -= 1;
  /** @type {Block[]} */
  const shown = [];
  let characters = 0;
  for (const block of blocks.slice(from)) {
    if (shown.length > 0 && characters + (block.to - block.from) > excerptCharacters) break;
    shown.push(block);
    characters += block.to - block.from;
  }
  return shown;
}

/**
 * @param {string} text
 * @param {Span} span
 * @param {Ranges} ranges
 * @returns {(string | Node)[]}
 */
function marked(text, { from, to }, ranges) {
  /** @type {(string | Node)[]} */
  const parts = [];
  let at = from;
  for (const [start = 0, end = 0] of ranges) {
    if (start < at || end > to) continue;
    parts.push(text.slice(at, start), element('mark', {}, text.slice(start, end)));
    at = end;
  }
  return [...parts, text.slice(at, to)];
}

/**
 * @param {string} text
 * @param {Block} block
 * @param {Ranges} ranges
 * @param {boolean} whole
 */
function tableOf(text, block, ranges, whole) {
  const [head, , ...rows] = spansOf(text, block.from, block.to, /\n/g);
  const isHit = (/** @type {Span} */ { from, to }) => ranges.some(([start = 0]) => start >= from && start < to);
  const hits = rows.filter(isHit);
  const shown = whole ? rows : (hits.length > 0 ? hits : rows).slice(0, excerptRows);
  const cellsOf = (/** @type {Span} */ row) => {
    const inner = text.slice(row.from, row.to).lastIndexOf('|');
    return spansOf(text, row.from + 1, inner > 0 ? row.from + inner : row.to, /(?<!\\)\|/g, true);
  };
  const node = element(
    'div',
    { class: 'table', tabindex: 0, role: 'region', 'aria-label': 'Table' },
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, head === undefined ? [] : cellsOf(head).map((cell) => headCell(text, cell, ranges)))),
      element(
        'tbody',
        {},
        shown.map((row) =>
          element(
            'tr',
            {},
            cellsOf(row).map((cell) => element('td', {}, marked(text, cell, ranges))),
          ),
        ),
      ),
    ),
  );
  return { node, isCut: shown.length < rows.length };
}

/**
 * @param {string} text
 * @param {Span} cell
 * @param {Ranges} ranges
 */
const headCell = (text, cell, ranges) =>
  text.slice(cell.from, cell.to).trim() === '' ? element('td') : element('th', { scope: 'col' }, marked(text, cell, ranges));
