import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** Lines of its standard output, as they come. It ends with the child. */
  readonly lines: AsyncIterable<string>;
  /** Kills the child without a chance to react, and waits until it has ended. */
  kill(): Promise<void>;
}

/** Starts a script beside this file. `before` precedes the command, for a shell that sets limits. */
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
