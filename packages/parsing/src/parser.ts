import type { Block } from './block.ts';
import type { Window } from './plan.ts';
import type { Plan } from './plan-schema.ts';

/** A file on this machine. The name is the one that its owner gave it. It only helps to choose between text formats. */
export interface ParserFile {
  readonly path: string;
  readonly name: string;
}

/** Reads documents. Both calls reject with a `ParseFailure`, or with the signal's reason when it is aborted. An abort stops the work at once. */
export interface Parser {
  /** Finds the format by the file's content, counts its units and cuts it in windows. */
  plan(file: ParserFile, signal?: AbortSignal): Promise<Plan>;
  /**
   * The blocks of one window, in reading order. It fails with `text-missing` only if the window is the whole document. Each of several windows may
   * be empty, so the caller that joins them must check whether all were empty.
   */
  parse(file: ParserFile, plan: Plan, window: Window, options?: ParseOptions): Promise<readonly Block[]>;
  /** Ends the children. Open calls reject. */
  close(): Promise<void>;
}

export interface ParseOptions {
  /** How many units of the window are done. Called at most once a unit, and never after the call has ended. */
  readonly onProgress?: (done: number, of: number) => void;
  readonly signal?: AbortSignal;
}
