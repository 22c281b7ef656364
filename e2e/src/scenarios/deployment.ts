import type { Program } from '../support/program.ts';

/** The whole system as its users see it. */
export interface Deployment {
  /** The addresses of two API nodes; the same one twice if there is one process. */
  readonly one: Program;
  readonly other: Program;
  /** Every process. */
  readonly all: readonly Program[];
  /** Ends every process of the program and starts it again. */
  restart(): Promise<Deployment>;
  stop(): Promise<void>;
}
