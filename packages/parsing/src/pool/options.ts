import type { Timers } from '@ragtime/runtime';
import type { FormatLimits } from '../formats/format.ts';
import { defaultFormatLimits } from '../limits.ts';

const mebibyte = 1024 * 1024;

export interface ParserLimits extends FormatLimits {
  /** The number of children that work at the same time. Each keeps a core busy. */
  readonly processes: number;
  /** A child is killed after its task has taken this long. The wait for a free child does not count. */
  readonly timeoutMs: number;
  /** The most resident memory of a child, including code and libraries. A child above it is killed. */
  readonly memoryBytesMax: number;
  /** A fresh child replaces the old one after this many tasks. */
  readonly recycleAfter: number;
  /** The most bytes of blocks that one window may give, as JSON. */
  readonly outputBytesMax: number;
}

/** Observes the children of a parser, for metrics. Its methods must not throw. */
export interface ParserObserver {
  onStart(): void;
  /** `replaced` after its tasks, `closed` with the parser, `cancelled` with its task, or the code of the failure. */
  onEnd(reason: string): void;
  /** The resident memory of a child that works, several times a second. */
  onMemory(bytes: number): void;
}

export interface ParserOptions extends Partial<ParserLimits> {
  readonly timers: Timers;
  readonly observer?: ParserObserver;
}

export const defaultParserLimits: ParserLimits = {
  ...defaultFormatLimits,
  /** One child leaves the other core of a small machine to the log and to searches. */
  processes: 1,
  /** 50 pages take about a second; this is a hundred times that, for a machine that is busy with other things. */
  timeoutMs: 120_000,
  /** The usual peak of a window is 150 to 300 MiB. Whole html, json and docx files of the largest permitted size need the rest. */
  memoryBytesMax: 1024 * mebibyte,
  /** Ends memory leaks of the libraries. A start costs some 0.3 s, which is under a percent of the work. */
  recycleAfter: 200,
  /** A window of text is 256 KiB and a page is rarely over 20 KiB; a sheet of a workbook may be much more. */
  outputBytesMax: 64 * mebibyte,
};

/** A parser cannot work outside of these bounds. @throws RangeError */
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
