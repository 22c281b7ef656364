import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { KeySlot } from '@ragtime/domain';
import { realMachine } from '@ragtime/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openFileVault } from './file-vault.ts';
import type { KeyVault } from './vault.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-vault-crash-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Everything that the vault acknowledged in all runs so far. */
interface Acknowledged {
  readonly sealed: Map<string, { readonly box: Uint8Array; readonly text: string }>;
  readonly erasing: Set<string>;
  readonly erased: Set<string>;
  readonly credentials: Map<string, string>;
}

async function runUntilKilled(file: string, run: number, linesMax: number, seen: Acknowledged): Promise<void> {
  const script = fileURLToPath(new URL('./testing/take-and-erase.child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, file, `${run}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    note(line, seen);
    lines += 1;
    if (lines === linesMax) child.kill('SIGKILL');
  }
  await exited;
}

function note(line: string, { sealed, erasing, erased, credentials }: Acknowledged): void {
  const [kind, first = '', second = '', ...rest] = line.split(' ');
  if (kind === 'sealed') sealed.set(first, { box: Buffer.from(second, 'hex'), text: rest.join(' ') });
  if (kind === 'erasing') erasing.add(first);
  if (kind === 'erased') erased.add(first);
  if (kind === 'put') credentials.set(first, second);
}

/** The acknowledged facts that no longer hold. */
function lossesIn(vault: KeyVault, { sealed, erasing, erased, credentials }: Acknowledged): readonly string[] {
  const losses: string[] = [];
  for (const [slot, { box, text }] of sealed) {
    const opened = vault.open({ slot: slot as KeySlot, box });
    const isOpen = opened.kind === 'opened' && opened.plaintext === text;
    if (erased.has(slot) ? opened.kind !== 'erased' : !isOpen && !(erasing.has(slot) && opened.kind === 'erased'))
      losses.push(`${slot}: ${opened.kind}`);
  }
  for (const [id, hash] of credentials) {
    const found = Buffer.from(vault.credential(`credential ${id}`) ?? []).toString('hex');
    // A later value may have become durable before its acknowledgement was read.
    if (found.length !== hash.length) losses.push(`credential ${id}: ${found}`);
  }
  return losses;
}

it('a process that is killed loses no acknowledged key or credential, and restores none that it erased', async () => {
  const file = join(folder, 'vault');
  const seen: Acknowledged = { sealed: new Map(), erasing: new Set(), erased: new Set(), credentials: new Map() };
  for (let run = 1; run <= 12; run += 1) {
    await runUntilKilled(file, run, 20 + ((run * 53) % 300), seen);
    const vault = await openFileVault({ file, machine: realMachine, slotsPerBlock: 102 });
    expect([vault.created, vault.damaged]).toEqual([false, 0]);
    expect(lossesIn(vault, seen)).toEqual([]);
    const fresh = await vault.takeSlot('tenant 0');
    expect(seen.sealed.has(fresh)).toBe(false);
    await vault.close();
  }
  expect(seen.sealed.size).toBeGreaterThan(500);
  expect(seen.erased.size).toBeGreaterThan(150);
});
