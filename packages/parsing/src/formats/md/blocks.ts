import { lexer, type Token, type Tokens } from 'marked';
import type { Block, Place, TextBlock } from '../../block.ts';
import { HeadingPath } from '../../heading-path.ts';
import { linePlace } from '../shared/line-place.ts';
import { inlineText, listText, strippedHtml } from './text.ts';

const frontMatter = /^---\r?\n[\s\S]*?\r?\n---\r?\n/u;

/** The blocks of a piece of Markdown that begins on `start.line` under `start.headings`. */
export function* markdownBlocks(markdown: string, start: { line: number; headings: readonly string[] }): Generator<Block> {
  const path = new HeadingPath(start.headings);
  let line = start.line;
  const front = start.line === 1 ? frontMatter.exec(markdown)?.[0] : undefined;
  if (front !== undefined) {
    yield { kind: 'code', text: front.trim(), place: linePlace(1, lineEnds(front)), headings: [] };
    line += lineEnds(front);
  }
  for (const token of lexer(markdown.slice(front?.length ?? 0))) {
    const body = token.raw.trimEnd();
    const lead = lineEnds(/^\s*\n/u.exec(token.raw)?.[0] ?? '');
    const first = line + lead;
    const block = toBlock(token, linePlace(first, Math.max(first, line + lineEnds(body))), path);
    if (block !== undefined) yield block;
    line += lineEnds(token.raw);
  }
}

function toBlock(token: Token, place: Place, path: HeadingPath): Block | undefined {
  const headings = path.current;
  const textBlock = (kind: TextBlock['kind'], raw: string): TextBlock | undefined => {
    const text = raw.replace(/^\s*\n/u, '').trimEnd();
    return text.trim() === '' ? undefined : { kind, text, place, headings };
  };
  switch (token.type) {
    case 'space':
    case 'hr':
    case 'def':
      return undefined;
    case 'heading': {
      const { depth, tokens } = token as Tokens.Heading;
      const text = inlineText(tokens).trim();
      if (text === '') return undefined;
      path.enter(depth, text);
      return { kind: 'heading', level: depth, text, place };
    }
    case 'code':
      return textBlock('code', (token as Tokens.Code).text);
    case 'list':
      return textBlock('list', listText(token as Tokens.List));
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      const cells = (row: readonly Tokens.TableCell[]) => row.map((cell) => inlineText(cell.tokens).trim());
      return { kind: 'table', rows: [cells(header), ...rows.map(cells)], header: true, place, headings };
    }
    case 'html':
      return textBlock('text', strippedHtml(token.raw));
    default:
      return textBlock('text', inlineText([token]));
  }
}

function lineEnds(text: string): number {
  return text.split('\n').length - 1;
}
