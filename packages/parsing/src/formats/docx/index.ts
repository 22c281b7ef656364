import { zipSync } from 'fflate';
import mammoth from 'mammoth';
import type { Block } from '../../block.ts';
import { ParseFailure } from '../../failure.ts';
import type { Input } from '../../input/input.ts';
import type { FormatPlan, Window } from '../../plan.ts';
import type { Format, FormatLimits, ParseContext } from '../format.ts';
import { openArchive } from '../shared/archive.ts';
import { htmlBlocks } from '../shared/html/blocks.ts';
import { noPlace } from '../shared/html/lines.ts';

/** The program that shows a docx decides where a page ends. So a docx is read whole, as one page without a place. */
export const docx: Format = { plan, parse };

/** Text, styles, numbering, notes and the relations between them. Pictures, which may be most of a file, are left out. */
const readParts = /^(?:\[Content_Types\]\.xml|_rels\/.*|(?:.*\/)?[^/]+\.(?:xml|rels))$/u;

const styleMap = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh", "p[style-name='Quote'] => p:fresh"];

/** The link that the library puts behind a note, back to its reference. */
const backLink = /\s*<a href="#(?:foot|end)note-ref-[^"]*">↑<\/a>/gu;

async function plan(input: Input, limits: FormatLimits): Promise<FormatPlan> {
  await repacked(input, limits);
  return { unit: 'page', count: 1, windows: [{ first: 1, last: 1 }] };
}

async function* parse(input: Input, _: FormatPlan, __: Window, context: ParseContext): AsyncGenerator<Block> {
  const buffer = await repacked(input, context.limits);
  const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
  const { value } = await mammoth.convertToHtml({ buffer }, { styleMap, convertImage, includeDefaultStyleMap: true });
  yield* htmlBlocks(value.replaceAll(backLink, ''), noPlace);
  context.progress(1);
}

/**
 * Unpacks the text parts within the limits and packs them anew without compression. The library unpacks by itself without any limit, so it gets
 * nothing that could grow.
 */
async function repacked(input: Input, limits: FormatLimits): Promise<Buffer> {
  const archive = await openArchive(input, limits);
  try {
    const parts: Record<string, Uint8Array> = {};
    let bytes = 0;
    for (const name of archive.names.filter((each) => readParts.test(each))) {
      const part = (await archive.bytes(name)) ?? new Uint8Array(0);
      bytes += part.length;
      if (bytes > limits.wholeBytesMax)
        throw new ParseFailure('file-too-large', `The text of a docx may have ${limits.wholeBytesMax} bytes, as it is read whole.`);
      parts[name] = part;
    }
    return Buffer.from(zipSync(parts, { level: 0 }));
  } finally {
    archive.close();
  }
}
