import type { Archive } from '../shared/archive.ts';
import { streamXml } from '../shared/xml/stream.ts';

/** The texts that cells refer to by number. Memory holds all of them, because cells use them in any order. */
export async function readSharedStrings(archive: Archive, part: string | undefined): Promise<readonly string[]> {
  if (part === undefined) return [];
  const strings: string[] = [];
  let text = '';
  let isText = false;
  let phoneticDepth = 0;
  const events = {
    open(name: string) {
      if (name === 'si') text = '';
      if (name === 'rPh') phoneticDepth++;
      isText = name === 't' && phoneticDepth === 0;
    },
    close(name: string) {
      if (name === 'si') strings.push(text);
      if (name === 'rPh') phoneticDepth--;
      isText = false;
    },
    text(piece: string) {
      if (isText) text += piece;
    },
  };
  for await (const _ of streamXml(archive.stream(part), events));
  return strings;
}
