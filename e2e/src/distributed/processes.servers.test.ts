import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jsonOf, runCommand } from '../support/command-line.ts';
import type { Program } from '../support/program.ts';
import { createInstallation, type Installation } from './installation.ts';

let installation: Installation;
let folder: string;
let one: Program;
let other: Program;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-distributed-'));
  installation = await createInstallation();
  [one, other] = await Promise.all([
    installation.start('command-api', 'query-api'),
    installation.start('command-api', 'query-api', 'console'),
    installation.start('read-projector', 'search-projector', 'orchestrator'),
    installation.start('parse-worker'),
  ]);
});
afterAll(async () => {
  await installation?.stop();
  await rm(folder, { recursive: true, force: true });
});

it('a folder that one node takes in is found through the other, by the words and the meaning of its text', async () => {
  await writeFile(join(folder, 'heron.md'), '# Heron\n\nThe battery lasts ten hours.\n');
  await writeFile(join(folder, 'egret.txt'), 'The egret bicycle costs 1,200 euros.');
  const report = await jsonOf<{ readonly documents: readonly { readonly kind: string }[] }>(one, 'ingest', folder, '--dataset', 'handbook');
  expect(report.documents.map(({ kind }) => kind)).toEqual(['added', 'added']);
  const found = await jsonOf<{ readonly items: readonly { readonly text: string }[] }>(other, 'search', 'How long does the battery last?');
  expect(found.items[0]?.text).toContain('ten hours');
  expect((await runCommand(other, ['status'])).stdout).toContain('read-projector');
});
