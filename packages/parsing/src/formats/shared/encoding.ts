import { type Input, readPieces } from '../../input/input.ts';
import type { Encoding } from '../../plan.ts';

/** The byte order mark decides. Without one it is UTF-8 if the whole file is valid UTF-8, else Windows-1252, which fits any bytes. */
export async function detectEncoding(input: Input): Promise<Encoding> {
  const marked = markedEncoding(await input.read(0, 2));
  if (marked !== undefined) return marked;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of readPieces(input)) decoder.decode(piece, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

export function markedEncoding(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** Decodes the first bytes of a file, which may end within a character. */
export function decodeHead(head: Uint8Array): { readonly text: string; readonly encoding: Encoding } {
  const marked = markedEncoding(head);
  if (marked !== undefined) return { text: new TextDecoder(marked).decode(head), encoding: marked };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true }), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(head), encoding: 'windows-1252' };
  }
}
