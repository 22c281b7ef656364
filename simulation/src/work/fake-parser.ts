import { ParseFailure, type Parser } from '@ragtime/parsing';
import type { Random, Timers } from '@ragtime/runtime';

export interface FakeParserOptions {
  readonly timers: Timers;
  readonly random: Random;
  readonly windowsMax: number;
  readonly mostMs: number;
  readonly failShare: number;
}

/** Takes time and nothing else: documents of 1 to `windowsMax` windows, each step within `mostMs`; a share of the steps fails. */
export function createFakeParser({ timers, random, windowsMax, mostMs, failShare }: FakeParserOptions): Parser {
  async function takeTime(signal: AbortSignal | undefined): Promise<void> {
    await timers.sleep(random.next() * mostMs, signal);
    if (random.next() < failShare) throw new ParseFailure('parser-crashed', 'The parser met something strange.');
  }
  return {
    async plan({ path }, signal) {
      await takeTime(signal);
      const count = 1 + (path.length % windowsMax);
      const windows = Array.from({ length: count }, (_, index) => ({ first: index + 1, last: index + 1 }));
      return { format: 'pdf', mediaType: 'application/pdf', unit: 'page', count, windows };
    },
    async parse({ path }, _plan, { first }, { onProgress, signal } = {}) {
      await takeTime(signal);
      onProgress?.(1, 1);
      return [{ kind: 'text', text: `Page ${first} of ${path}.`, place: { page: first }, headings: [] }];
    },
    close: async () => undefined,
  };
}
