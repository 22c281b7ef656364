import type { Machine } from '@ragtime/runtime';
import type { Output } from './output.ts';

/** What every command stands on. */
export interface CliContext {
  readonly machine: Machine;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  /** Aborted by the first Ctrl-C or SIGTERM; from then on a second one ends the process. For commands that last. */
  readonly interruption: () => AbortSignal;
}
