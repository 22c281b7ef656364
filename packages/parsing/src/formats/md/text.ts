import type { Token, Tokens } from 'marked';

/** The text as a reader sees it: without marks of emphasis; a link's target is kept where it differs from its text. */
export function inlineText(tokens: readonly Token[]): string {
  return tokens.map(tokenText).join('');
}

function tokenText(token: Token): string {
  switch (token.type) {
    case 'br':
      return '\n';
    case 'html':
      return strippedHtml(token.raw);
    case 'image':
      return (token as Tokens.Image).text;
    case 'link': {
      const { href, tokens } = token as Tokens.Link;
      const text = inlineText(tokens);
      return text.includes(href) || !/^https?:/u.test(href) ? text : `${text} (${href})`;
    }
    case 'list':
      return listText(token as Tokens.List);
    case 'blockquote':
      return inlineText((token as Tokens.Blockquote).tokens);
    case 'space':
      return '\n\n';
    case 'paragraph':
    case 'text':
    case 'strong':
    case 'em':
    case 'del':
    case 'heading':
      return 'tokens' in token && token.tokens !== undefined ? inlineText(token.tokens) : unescaped(token);
    default:
      return unescaped(token);
  }
}

function unescaped(token: Token): string {
  return 'text' in token && typeof token.text === 'string' ? token.text : token.raw;
}

/** Gives each item a line with its mark. The content of an item is indented below it. */
export function listText(list: Tokens.List): string {
  const first = typeof list.start === 'number' ? list.start : 1;
  return list.items
    .map((item, index) => {
      const mark = list.ordered ? `${first + index}.` : item.task ? `- [${item.checked ? 'x' : ' '}]` : '-';
      const [head = '', ...rest] = itemText(item).trim().split('\n');
      return [`${mark} ${head}`, ...rest.filter((line) => line.trim() !== '').map((line) => `  ${line}`)].join('\n');
    })
    .join('\n');
}

function itemText(item: Tokens.ListItem): string {
  return item.tokens
    .filter(({ type }) => type !== 'checkbox')
    .map((token) => inlineText([token]))
    .join('\n');
}

/** The text of HTML within Markdown. Comments, scripts and styles are dropped. */
export function strippedHtml(html: string): string {
  return html
    .replaceAll(/<!--[\s\S]*?-->|<(script|style)\b[\s\S]*?<\/\1>/giu, '')
    .replaceAll(/<br\s*\/?>/giu, '\n')
    .replaceAll(/<[^>]*>/gu, '');
}
