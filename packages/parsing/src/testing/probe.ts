import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { early, attempts as networkAttempts } from './network-attempts.ts';

/**
 * Node loads this file into a parser's child before the child's own program. Once the child says that it is ready, the file tries from inside what a
 * parser must not do, and reports what was possible. So it sees what a library in the child sees.
 */
const own: Readonly<Record<string, () => unknown>> = {
  'read a file of the system': () => readFileSync('/etc/hostname'),
  'read its own code': () => readFileSync(import.meta.filename),
  'write a file': () => writeFileSync('/tmp/ragtime-probe', ''),
  'start a program': () => {
    const { error } = spawnSync('true');
    if (error !== undefined) throw error;
  },
  'see the environment': () => {
    if (Object.keys(process.env).every((name) => name.startsWith('MALLOC_'))) throw new Error('empty');
  },
};

const targets = new URL(import.meta.url).searchParams;
const send = process.send?.bind(process);
const sendAndProbe = (message: { readonly type?: string }, ...rest: []): boolean => {
  if (message.type === 'ready') void report();
  return send?.(message, ...rest) ?? false;
};
Object.defineProperty(process, 'send', { value: sendAndProbe });

async function report(): Promise<void> {
  const all = { ...own, ...networkAttempts(targets), ...(targets.has('early') ? early(targets) : {}) };
  const possible: string[] = [];
  for (const [name, attempt] of Object.entries(all)) {
    try {
      await attempt();
      possible.push(name);
    } catch {
      // It is refused, as it should be.
    }
  }
  send?.({ type: 'probed', possible });
}
