import type { Block } from './block.ts';
import { openInput } from './input/file-input.ts';
import { defaultFormatLimits } from './limits.ts';
import type { Parser } from './parser.ts';
import { planInput, readBlocks } from './read.ts';

/**
 * Parses in this process, with limits on size only. Use it for tests, tools and trusted files: a file that makes a library loop blocks the caller.
 */
export function createInProcessParser(limits = defaultFormatLimits): Parser {
  return {
    async plan(file, signal) {
      signal?.throwIfAborted();
      const input = await openInput(file);
      try {
        return await planInput(input, limits);
      } finally {
        await input.close();
      }
    },
    async parse(file, plan, window, { onProgress, signal } = {}) {
      const input = await openInput(file);
      const of = window.last - window.first + 1;
      const blocks: Block[] = [];
      try {
        for await (const block of readBlocks(input, plan, window, { limits, progress: (done) => onProgress?.(done, of) })) {
          signal?.throwIfAborted();
          blocks.push(block);
        }
        return blocks;
      } finally {
        await input.close();
      }
    },
    close: () => Promise.resolve(),
  };
}
