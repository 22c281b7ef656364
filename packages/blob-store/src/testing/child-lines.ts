import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Runs a script beside this file and passes on each line that it writes. `kill` ends it without a chance to write more. */
export async function runChild(script: string, args: readonly string[], onLine: (line: string, kill: () => void) => void): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) onLine(line, () => child.kill('SIGKILL'));
  await exited;
}
