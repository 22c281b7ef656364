import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** Lines of its standard output, as they come; ends when the child does. */
  readonly lines: AsyncIterable<string>;
  /** Kills it without a chance to say anything, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts a script beside this file. `before` is put in front of the command, for a shell that sets limits. */
export function startChild(script: string, args: readonly string[], before: readonly string[] = []): Child {
  const [command = '', ...rest] = [...before, process.execPath, fileURLToPath(new URL(script, import.meta.url)), ...args];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  return {
    process: child,
    lines: createInterface({ input: child.stdout }),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
