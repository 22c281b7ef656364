import { marked, type Token, type Tokens } from 'marked';

/** A piece of text in one style. */
export type Run = { readonly text: string; readonly bold: boolean; readonly italic: boolean };

/** What every writer can draw. A heading's level is 1 to 6; a cell and a list item are runs. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly runs: readonly Run[] }
  | { readonly kind: 'paragraph'; readonly runs: readonly Run[] }
  | { readonly kind: 'note'; readonly runs: readonly Run[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Run[])[] }
  | { readonly kind: 'table'; readonly header: readonly (readonly Run[])[]; readonly rows: readonly (readonly (readonly Run[])[])[] };

export const plain = (runs: readonly Run[]): string => runs.map((run) => run.text).join('');

/** Parses Markdown into blocks. Throws on anything that a writer could not draw, so that no text is lost silently. */
export const parseBlocks = (markdown: string): readonly Block[] => marked.lexer(markdown).flatMap(toBlocks);

const toBlocks = (token: Token): readonly Block[] => {
  switch (token.type) {
    case 'space':
      return [];
    case 'heading':
      return [{ kind: 'heading', level: (token as Tokens.Heading).depth, runs: toRuns(token.tokens ?? []) }];
    case 'paragraph':
      return [{ kind: 'paragraph', runs: toRuns(token.tokens ?? []) }];
    case 'blockquote':
      return [{ kind: 'note', runs: toRuns((token.tokens ?? []).flatMap((inner) => ('tokens' in inner ? (inner.tokens ?? []) : []))) }];
    case 'list': {
      const list = token as Tokens.List;
      return [{ kind: 'list', ordered: list.ordered, items: list.items.map((item) => toRuns(item.tokens)) }];
    }
    case 'table': {
      const table = token as Tokens.Table;
      const cells = (row: readonly Tokens.TableCell[]) => row.map((cell) => toRuns(cell.tokens));
      return [{ kind: 'table', header: cells(table.header), rows: table.rows.map(cells) }];
    }
    default:
      throw new Error(`a ${token.type} cannot be drawn: ${token.raw.slice(0, 60)}`);
  }
};

const toRuns = (tokens: readonly Token[], bold = false, italic = false): readonly Run[] =>
  tokens.flatMap((token): readonly Run[] => {
    switch (token.type) {
      case 'text':
        return 'tokens' in token && token.tokens
          ? toRuns(token.tokens, bold, italic)
          : [{ text: unescape((token as Tokens.Text).text), bold, italic }];
      case 'escape':
        return [{ text: (token as Tokens.Escape).text, bold, italic }];
      case 'link':
        return toRuns(token.tokens ?? [], bold, italic);
      case 'strong':
        return toRuns(token.tokens ?? [], true, italic);
      case 'em':
        return toRuns(token.tokens ?? [], bold, true);
      case 'paragraph':
        return toRuns(token.tokens ?? [], bold, italic);
      case 'checkbox':
        return [];
      default:
        throw new Error(`a ${token.type} cannot stand in a line: ${token.raw.slice(0, 60)}`);
    }
  });

const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
