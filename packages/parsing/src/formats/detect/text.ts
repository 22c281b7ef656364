import type { FormatName } from '../../plan.ts';
import { looksLikeCsv } from './csv.ts';

const byExtension: Readonly<Record<string, FormatName>> = {
  txt: 'txt',
  text: 'txt',
  log: 'txt',
  md: 'md',
  markdown: 'md',
  csv: 'csv',
  tsv: 'csv',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
};

/** Which text format the head of a file is. What a format must begin with counts more than the name, the name more than likeness. */
export function textFormat(head: string, file: { readonly name: string; readonly isWhole: boolean }): FormatName {
  const text = head.replace(/^\uFEFF/u, '').trimStart();
  const named = byExtension[/\.([^.]+)$/u.exec(file.name.toLowerCase())?.[1] ?? ''];
  if (looksLikeHtmlDocument(text)) return 'html';
  const records = jsonFormat(text, file.isWhole, named);
  if (records !== undefined) return records;
  if (named !== undefined) return named;
  if (/^<[a-z][a-z0-9]*[\s>/]/iu.test(text) && /<\/[a-z][a-z0-9]*>/iu.test(text)) return 'html';
  if (looksLikeMarkdown(text)) return 'md';
  return looksLikeCsv(text) ? 'csv' : 'txt';
}

function looksLikeHtmlDocument(text: string): boolean {
  const start = text.replace(/^(?:<\?xml[^>]*>|<!--[\s\S]*?-->|\s)+/u, '');
  return /^<(?:!doctype\s+html|html|head|body)[\s>]/iu.test(start);
}

/** Only brackets that close, or a whole first line, make JSON of a text that begins with a bracket. */
function jsonFormat(text: string, isWhole: boolean, named: FormatName | undefined): FormatName | undefined {
  if (!/^(?:\{\s*["}]|\[\s*(?:[{["\]\d-]|true|false|null))/u.test(text)) return undefined;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const complete = isWhole ? lines : lines.slice(0, -1);
  if (complete.length > 1 && complete.slice(0, 20).every(isJsonContainer)) return 'jsonl';
  if (isWhole) return isJsonContainer(text) ? (named === 'jsonl' ? 'jsonl' : 'json') : named;
  return named === undefined || named === 'json' ? 'json' : named;
}

function isJsonContainer(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

function looksLikeMarkdown(text: string): boolean {
  const signs = [
    /^#{1,6} \S/mu,
    /^(?:```|~~~)/mu,
    /\[[^\]\n]+\]\([^)\s]+\)/u,
    /^\|.*\|\s*\n\|[\s:|-]+\|/mu,
    /^[-*] \S.*\n[-*] \S/mu,
    /\*\*\S[^*\n]*\*\*/u,
  ];
  const found = signs.filter((sign) => sign.test(text)).length;
  return found >= 2 || /^#{1,6} \S.*\n\s*\n/u.test(text);
}
