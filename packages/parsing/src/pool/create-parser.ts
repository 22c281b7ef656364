import { openInput } from '../input/file-input.ts';
import type { Parser, ParserFile } from '../parser.ts';
import type { Task } from './messages.ts';
import { type ParserOptions, parserLimits } from './options.ts';
import { Pool } from './pool.ts';

/** A parser whose work is done by child processes. A child starts when it is first needed. @throws RangeError for a limit out of its bounds */
export function createParser({ timers, observer, ...chosen }: ParserOptions): Parser {
  const limits = parserLimits(chosen);
  const pool = new Pool(limits, timers, observer);
  const formatLimits = { expandedBytesMax: limits.expandedBytesMax, wholeBytesMax: limits.wholeBytesMax };

  const run = async (file: ParserFile, task: TaskOf, onProgress: (done: number) => void, signal: AbortSignal | undefined) => {
    signal?.throwIfAborted();
    const input = await openInput(file);
    try {
      const { name, sizeBytes } = input;
      return await pool.run({ task: { ...task, file: { name, sizeBytes }, limits: formatLimits }, input, onProgress }, signal);
    } finally {
      await input.close();
    }
  };

  return {
    async plan(file, signal) {
      const { plan } = await run(file, { type: 'plan' }, () => {}, signal);
      if (plan === undefined) throw new Error('a child ended the wrong task');
      return plan;
    },
    async parse(file, plan, window, { onProgress, signal } = {}) {
      const of = window.last - window.first + 1;
      const { blocks } = await run(file, { type: 'parse', plan, window }, (done) => onProgress?.(Math.min(done, of), of), signal);
      return blocks;
    },
    close: () => pool.close(),
  };
}

type TaskOf = Task extends infer Each ? (Each extends Task ? Omit<Each, 'file' | 'limits'> : never) : never;
