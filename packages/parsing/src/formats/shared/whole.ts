import { ParseFailure } from '../../failure.ts';
import { type Input, readWhole } from '../../input/input.ts';
import type { Encoding } from '../../plan.ts';
import type { FormatLimits } from '../format.ts';
import { detectEncoding } from './encoding.ts';

/** Checks the size of a file whose format is read whole. @throws ParseFailure `file-too-large` */
export function requireWholeSize(input: Input, { wholeBytesMax }: FormatLimits): void {
  if (input.sizeBytes > wholeBytesMax) {
    throw new ParseFailure('file-too-large', `A file of this format may have ${wholeBytesMax} bytes, as it is read whole.`);
  }
}

export async function readWholeText(input: Input, known?: Encoding): Promise<{ readonly text: string; readonly encoding: Encoding }> {
  const encoding = known ?? (await detectEncoding(input));
  const text = new TextDecoder(encoding).decode(await readWhole(input)).replaceAll('\0', '');
  return { text, encoding };
}
