import type { Block } from './block.ts';
import type { Window } from './plan.ts';
import type { Plan } from './plan-schema.ts';

/** A file on this machine. The name is the one its owner gave it: a hint between text formats, nothing else. */
export interface ParserFile {
  readonly path: string;
  readonly name: string;
}

/**
 * Reads documents. Both calls reject with a `ParseFailure`, or with the signal's reason when it is aborted: the work is then
 * stopped at once, whatever it was doing.
 */
export interface Parser {
  /** Finds the format by the file's content, counts its units and cuts it in windows. */
  plan(file: ParserFile, signal?: AbortSignal): Promise<Plan>;
  /**
   * The blocks of one window, in reading order. It fails with `text-missing` only if the window is the whole document; of several
   * windows each may be empty, and the caller that joins them must check whether all of them were.
   */
  parse(file: ParserFile, plan: Plan, window: Window, options?: ParseOptions): Promise<readonly Block[]>;
  /** Ends the children. Calls that are open reject. */
  close(): Promise<void>;
}

export interface ParseOptions {
  /** Units of the window that are done. Called at most once a unit; never after the call ended. */
  readonly onProgress?: (done: number, of: number) => void;
  readonly signal?: AbortSignal;
}
