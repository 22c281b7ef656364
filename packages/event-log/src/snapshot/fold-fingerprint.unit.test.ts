import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { eventTopics } from '@ragtime/domain';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { emptyChain } from '../chain/chain.ts';
import { foldFingerprint } from './fold-fingerprint.ts';
import { readManifest, writeManifest } from './manifest.ts';

const folds = Object.values(eventTopics).map(({ fold }) => fold);
const source = fileURLToPath(new URL('../../', eventTopics.tenant.fold));
let copy: string;

beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'ragtime-fold-'));
  await cp(source, copy, { recursive: true });
});
afterEach(async () => await rm(copy, { recursive: true }));

const ofCopy = async () =>
  await foldFingerprint(folds.map(({ href }) => pathToFileURL(join(copy, fileURLToPath(href).slice(source.length)))));

async function change(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(copy, file), 'utf8');
  expect(text).toContain(from);
  await writeFile(join(copy, file), text.replace(from, to));
}

const manifest = { logId: 'log', generation: 1, chain: emptyChain, lastAtMs: 1, acceptedUntilMs: 0, causes: [], segments: [] };

it('is the same in whichever folder the sources are', async () => {
  expect(await ofCopy()).toBe(await foldFingerprint(folds));
});

it.each([
  ['an evolve', 'parse-run/evolve.ts', 'failures: failures + 1', 'failures: failures + 2'],
  ['a constant that an evolve imports', 'erasure/receipt.ts', "'read-model'", "'read-models'"],
  ['a function that an evolve imports', 'fingerprint.ts', '0xdeadbeef', '0xdeadbeee'],
])('refuses a snapshot once somebody changed %s', async (_, file, from, to) => {
  const before = await ofCopy();
  const snapshot = writeManifest(manifest, before);
  expect(readManifest(snapshot, await ofCopy())).toMatchObject({ logId: 'log' });
  await change(file, from, to);
  expect(readManifest(snapshot, await ofCopy())).toBeUndefined();
});

it('reads the snapshot after a change of deciders only', async () => {
  const before = await ofCopy();
  await change('dataset/decide.ts', "reject('dataset-exists')", "reject('dataset-closed')");
  expect(await ofCopy()).toBe(before);
});
