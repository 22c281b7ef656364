import type { Encoding } from '../../plan.ts';

/** Control characters that do occur in text files: tabs, line ends, form feed, escape (coloured logs), NUL (dropped when read). */
const usualControls = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b, 0x00]);

/** Fewer NULs than this are no sign of a binary file, however short it is. */
const nulsMin = 8;

const shareMax = { control: 0.005, nul: 0.1, windows1252High: 0.4 };

/** Whether the head of a file is not text in any of the supported encodings. */
export function isBinary(head: Uint8Array, text: string, encoding: Encoding): boolean {
  if (text.length === 0) return true;
  let controls = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 && !usualControls.has(code)) controls++;
  }
  if (controls / text.length > shareMax.control) return true;
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return false;
  const nuls = count(head, (byte) => byte === 0);
  if (nuls >= nulsMin && nuls / head.length > shareMax.nul) return true;
  return encoding === 'windows-1252' && count(head, (byte) => byte >= 0x80) / head.length > shareMax.windows1252High;
}

function count(bytes: Uint8Array, matches: (byte: number) => boolean): number {
  let found = 0;
  for (const byte of bytes) if (matches(byte)) found++;
  return found;
}
