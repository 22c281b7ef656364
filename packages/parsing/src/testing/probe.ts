import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { shutNetwork } from '../child/lockdown.ts';

/** Runs where a parser runs, tries what a parser must not do, and reports what was possible. */
shutNetwork();

const attempts: Readonly<Record<string, () => unknown>> = {
  'read a file of the system': () => readFileSync('/etc/hostname'),
  'read its own code': () => readFileSync(import.meta.filename),
  'write a file': () => writeFileSync('/tmp/ragtime-probe', ''),
  'start a program': () => {
    const { error } = spawnSync('true');
    if (error !== undefined) throw error;
  },
  'open a connection': () => connect(9, '127.0.0.1'),
  'fetch a page': () => fetch('http://127.0.0.1:9/'),
  'see the environment': () => {
    if (Object.keys(process.env).every((name) => name.startsWith('MALLOC_'))) throw new Error('empty');
  },
};

const possible = Object.entries(attempts).flatMap(([name, attempt]) => {
  try {
    attempt();
    return [name];
  } catch {
    return [];
  }
});
process.send?.({ possible });
