import type { Input } from '../../input/input.ts';
import type { Encoding, FormatPlan, Window } from '../../plan.ts';
import { type Line, readLines } from './lines.ts';

/** A window ends at the first good place after this many bytes, and at any place after twice as many. That is some hundred chunks of usual size. */
export const windowBytes = 256 * 1024;

export interface Cut {
  /** Called for every line in order. */
  mayStartAt(line: Line): boolean;
  /** The headings above the line that `mayStartAt` gets next; a window that starts there keeps them. */
  headings?(): readonly string[];
}

/** Counts the lines and cuts them in windows. Memory: one line and the list of windows. */
export async function planLines(input: Input, encoding: Encoding, cut: Cut): Promise<{ count: number; windows: Window[] }> {
  const windows: Window[] = [];
  let open = { first: 1, from: 0, headings: undefined as readonly string[] | undefined };
  let last: Line | undefined;
  const close = (end: Line) => {
    const { first, from, headings } = open;
    windows.push({ first, last: end.number, bytes: { from, to: end.to }, ...(headings?.length ? { headings } : {}) });
  };
  for await (const lines of readLines(input, encoding)) {
    for (const line of lines) {
      const headings = cut.headings?.();
      const isGoodPlace = cut.mayStartAt(line);
      const bytes = line.from - open.from;
      if (last !== undefined && (bytes >= 2 * windowBytes || (bytes >= windowBytes && isGoodPlace))) {
        close(last);
        open = { first: line.number, from: line.from, headings };
      }
      last = line;
    }
  }
  if (last !== undefined) close(last);
  return { count: last?.number ?? 0, windows };
}

/** The lines of the window, in batches. They are read from the byte that the plan knows or, without that, from the head of the file. */
export async function* readWindow(input: Input, encoding: Encoding, plan: FormatPlan, window: Window): AsyncGenerator<readonly Line[]> {
  const from = knownWindow(plan, window).bytes?.from;
  const start = from === undefined ? { offset: 0, number: 1 } : { offset: from, number: window.first };
  for await (const lines of readLines(input, encoding, start)) {
    const within = lines.filter(({ number }) => number >= window.first && number <= window.last);
    if (within.length > 0) yield within;
    if ((lines.at(-1)?.number ?? 0) >= window.last) return;
  }
}

/** The window as one text, with line ends of LF alone. Formats that need it read a window at once, because its size is bounded. */
export async function readWindowText(input: Input, encoding: Encoding, plan: FormatPlan, window: Window): Promise<string> {
  const texts: string[] = [];
  for await (const lines of readWindow(input, encoding, plan, window)) for (const { text } of lines) texts.push(text);
  return texts.join('\n');
}

/** Finds the plan's own window again, because callers may keep only `first` and `last`. */
export function knownWindow(plan: FormatPlan, window: Window): Window {
  return plan.windows.find(({ first, last }) => first === window.first && last === window.last) ?? window;
}
