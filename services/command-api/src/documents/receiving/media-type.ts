const byExtension: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  markdown: 'text/markdown',
  html: 'text/html',
  htm: 'text/html',
  csv: 'text/csv',
  json: 'application/json',
  jsonl: 'application/jsonl',
};

/** Of text that came without a type of its own. */
export function mediaTypeOfText(name: string): string {
  const [, extension = ''] = /\.([a-z0-9]+)$/i.exec(name) ?? [];
  return byExtension[extension.toLowerCase()] ?? 'text/plain';
}

/** As the client says, without parameters; it is served with the content, and decides nothing about how that is read. */
export function mediaTypeOfPart(given: string | undefined): string {
  const [type = ''] = (given ?? '').split(';', 1);
  const trimmed = type.trim().toLowerCase();
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/.test(trimmed) ? trimmed : 'application/octet-stream';
}
