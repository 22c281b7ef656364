import type { Block } from '../block.ts';
import type { FormatLimits } from '../formats/format.ts';
import type { Input } from '../input/input.ts';
import { defaultFormatLimits } from '../limits.ts';
import type { Plan } from '../plan-schema.ts';
import { planInput, readBlocks } from '../read.ts';

/** A file in memory. */
export function memoryInput(name: string, content: string | Uint8Array): Input {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { name, sizeBytes: bytes.length, read: (offset, lengthBytes) => Promise.resolve(bytes.subarray(offset, offset + lengthBytes)) };
}

export interface Parsed {
  readonly plan: Plan;
  /** The blocks of all windows, in order. */
  readonly blocks: readonly Block[];
}

/** Plans and parses a whole file in this process. With `bare`, the windows have only their bounds, as the event log keeps them. */
export async function parseFile(
  name: string,
  content: string | Uint8Array,
  { limits = defaultFormatLimits, bare = false }: { limits?: FormatLimits; bare?: boolean } = {},
): Promise<Parsed> {
  const input = memoryInput(name, content);
  const plan = await planInput(input, limits);
  const used = bare ? { ...plan, windows: plan.windows.map(({ first, last }) => ({ first, last })) } : plan;
  const blocks: Block[] = [];
  for (const window of used.windows) {
    for await (const block of readBlocks(input, used, window, { limits, progress: () => {} })) blocks.push(block);
  }
  return { plan, blocks };
}

export async function parseText(name: string, content: string | Uint8Array): Promise<readonly Block[]> {
  return (await parseFile(name, content)).blocks;
}
