import type { Machine } from '@ragtime/runtime';
import type { Output } from './output.ts';

/** What every command gets. */
export interface CliContext {
  readonly machine: Machine;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  /**
   * A signal that the first Ctrl-C or SIGTERM aborts, for commands that must tidy up or report first. A second one ends the process at once. Until
   * a command asks for the signal, the first one ends the process.
   */
  readonly interruption: () => AbortSignal;
}
