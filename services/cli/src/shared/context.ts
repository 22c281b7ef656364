import type { Machine } from '@ragtime/runtime';
import type { Output } from './output.ts';

/** What every command stands on. */
export interface CliContext {
  readonly machine: Machine;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  /**
   * Aborted by the first Ctrl-C or SIGTERM, for commands that have something to tidy or to say then; a second one ends the process
   * at once. Until it is asked for, the first one does.
   */
  readonly interruption: () => AbortSignal;
}
