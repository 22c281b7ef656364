import type { Timers } from '@ragtime/runtime';
import type { FormatLimits } from '../formats/format.ts';
import { defaultFormatLimits } from '../limits.ts';

const mebibyte = 1024 * 1024;

export interface ParserLimits extends FormatLimits {
  /** Children that work at the same time. Each is a busy core. */
  readonly processes: number;
  /** A task may take as long before its child is killed; the wait for a free child does not count. */
  readonly timeoutMs: number;
  /** Resident memory of a child, code and libraries included, before it is killed. */
  readonly memoryBytesMax: number;
  /** Tasks after which a child is replaced by a fresh one. */
  readonly recycleAfter: number;
  /** Bytes of blocks that one window may give, as JSON. */
  readonly outputBytesMax: number;
}

export interface ParserOptions extends Partial<ParserLimits> {
  readonly timers: Timers;
}

export const defaultParserLimits: ParserLimits = {
  ...defaultFormatLimits,
  /** One leaves the other core of a small machine to the log and to searches. */
  processes: 1,
  /** 50 pages take about a second; a hundred times that on a machine that is busy with other things. */
  timeoutMs: 120_000,
  /** A window's usual peak is 150 to 300 MiB; whole html, json and docx files of the largest size allowed need the rest. */
  memoryBytesMax: 1024 * mebibyte,
  /** Leaks of the libraries end there; a start costs some 0.3 s, so under a percent of the work. */
  recycleAfter: 200,
  /** A window of text is 256 KiB, a page rarely over 20 KiB; a sheet of a workbook may be much more. */
  outputBytesMax: 64 * mebibyte,
};

/** Bounds that nothing works outside of. @throws RangeError */
export function parserLimits(chosen: Partial<ParserLimits>): ParserLimits {
  const limits: ParserLimits = { ...defaultParserLimits, ...chosen };
  const bounds: Readonly<Record<keyof ParserLimits, readonly [min: number, max: number]>> = {
    processes: [1, 256],
    timeoutMs: [100, 3_600_000],
    memoryBytesMax: [128 * mebibyte, 64 * 1024 * mebibyte],
    recycleAfter: [1, 1_000_000],
    outputBytesMax: [1024, 1024 * mebibyte],
    expandedBytesMax: [mebibyte, 64 * 1024 * mebibyte],
    wholeBytesMax: [1024, 1024 * mebibyte],
  };
  for (const [name, [min, max]] of Object.entries(bounds) as [keyof ParserLimits, readonly [number, number]][]) {
    if (!(limits[name] >= min && limits[name] <= max)) throw new RangeError(`${name} must be ${min} to ${max}, not ${limits[name]}`);
  }
  return limits;
}
