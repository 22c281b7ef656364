import { access, copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createClient } from '@ragtime/client';
import { openFileVault } from '@ragtime/key-vault';
import { createShutdown, realMachine as machine, silentLogger } from '@ragtime/runtime';
import { freePort } from '@ragtime/testkit/free-port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings, start } from '../start.ts';
import { createBackups } from './backups.ts';
import { fileHash, logFileOf, readManifest, vaultFileOf, writeManifest } from './layout.ts';
import { surveyLog } from './survey-log.ts';

const apiKey = 'rt_backup-tests-of-the-program';
const backups = createBackups(machine);
const quiet = (): void => undefined;

let base: string;
/** The data folder of the running server. */
let folder: string;
let url: string;
const shutdown = createShutdown(machine);

async function ask(method: string, path: string, body?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
}

async function upload(datasetId: unknown, name: string): Promise<string> {
  const { items } = await ask('POST', `/v1/datasets/${String(datasetId)}/documents`, { name, text: `The word is ${name}.` });
  return (items as { documentId: string }[])[0]?.documentId ?? '';
}

/** Waits for the event that ends the erasure, then expects a read that is at least as new. */
async function untilErased(receiptId: unknown): Promise<void> {
  const events = createClient({ baseUrl: url, apiKey }).follow({ query: { type: 'ErasureCompleted', from: '2000-01-01T00:00:00.000Z' } });
  for await (const { event, data } of events) if (event === 'event' && JSON.stringify(data).includes(String(receiptId))) break;
  expect((await ask('GET', `/v1/receipts/${String(receiptId)}`))['done']).toBe(true);
}

let datasetId: unknown;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'ragtime-backups-'));
  folder = join(base, 'data');
  const settings = await readSettings({
    RAGTIME_DATA: folder,
    RAGTIME_PORT: String(await freePort()),
    RAGTIME_API_KEY: apiKey,
    RAGTIME_SAMPLES: 'off',
  });
  ({ url } = await start({ ...settings, version: '0.0.0', machine, logger: silentLogger, shutdown, refold: false }));
  ({ datasetId } = await ask('POST', '/v1/datasets', { name: 'Kept' }));
  for (const name of ['heron.txt', 'egret.txt']) await upload(datasetId, name);
});
afterAll(async () => {
  await shutdown.run();
  await rm(base, { recursive: true, force: true });
});

const filesOf = async (of: string): Promise<readonly string[]> =>
  (await readdir(of, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(of, join(entry.parentPath, entry.name)));

const refusal = async (asked: Promise<unknown>): Promise<unknown> =>
  await asked.then(
    () => 'it was done',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

async function isEmpty(of: string): Promise<boolean> {
  return await access(of).then(
    async () => (await readdir(of)).length === 0,
    () => true,
  );
}

describe('a damaged backup is refused, and nothing of it is restored, when', () => {
  let whole: string;
  beforeAll(async () => {
    whole = join(base, 'whole');
    await backups.make(folder, whole, quiet);
  });

  const neededOf = async (of: string): Promise<readonly string[]> =>
    (await filesOf(of)).filter((name) => name !== 'owner.key' && !name.startsWith('blobs/') && !name.endsWith('.version'));

  it('one byte of log, vault, list or manifest is wrong, at its start, in its middle or at its end', async () => {
    const files = await neededOf(whole);
    expect(files.map((name) => name.split('/')[0])).toEqual(expect.arrayContaining(['log', 'vault', 'blobs.jsonl', 'manifest.json']));
    for (const name of files) {
      const file = join(whole, name);
      const bytes = await readFile(file);
      for (const at of new Set([0, bytes.length >>> 1, bytes.length - 2])) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ 0x01, at);
        await writeFile(file, changed);
        const target = join(base, 'never');
        expect([name, at, await refusal(backups.restore(whole, target, quiet))]).toEqual([name, at, 'backup-damaged']);
        expect(await isEmpty(target)).toBe(true);
      }
      await writeFile(file, bytes);
    }
    expect((await backups.check(whole, quiet)).counts.documents).toBe(2);
  });

  it('any of these is missing, or everything, as after a backup that was killed', async () => {
    for (const name of await neededOf(whole)) {
      const part = join(base, 'part');
      await cp(whole, part, { recursive: true });
      await rm(join(part, name));
      expect([name, await refusal(backups.check(part, quiet))]).toEqual([name, 'backup-damaged']);
      await rm(part, { recursive: true });
    }
    const nothing = join(base, 'nothing');
    await mkdir(nothing);
    expect(await refusal(backups.check(nothing, quiet))).toBe('backup-damaged');
  });

  it('the end of the log was cut off, though the manifest has the hash of the shorter log', async () => {
    const cut = join(base, 'cut');
    await cp(whole, cut, { recursive: true });
    await upload(datasetId, 'later.txt');
    const later = join(base, 'later');
    await backups.make(folder, later, quiet);
    await writeManifest(later, { ...(await readManifest(later)), log: await fileHash(logFileOf(cut)) });
    await copyFile(logFileOf(cut), logFileOf(later));
    expect(await refusal(backups.check(later, quiet))).toBe('backup-damaged');
  });
});

describe('a backup', () => {
  it('runs alone, and only into an empty folder', async () => {
    const [first, second] = await Promise.all(
      ['one', 'two'].map(async (name) => await refusal(backups.make(folder, join(base, name), quiet))),
    );
    expect(new Set([first, second])).toEqual(new Set(['backup-running', 'it was done']));
    await writeFile(join(await mkdtemp(join(base, 'mine-')), 'letter.txt'), 'mine');
    const mine = (await readdir(base)).find((name) => name.startsWith('mine-')) ?? '';
    expect(await refusal(backups.make(folder, join(base, mine), quiet))).toBe('folder-not-empty');
    expect(await refusal(backups.restore(join(base, 'whole'), join(base, mine), quiet))).toBe('folder-not-empty');
    expect(await readdir(join(base, mine))).toEqual(['letter.txt']);
  });

  it('that cannot be written fails with a sentence and leaves nothing, and the next one succeeds', async () => {
    await writeFile(join(base, 'a-file'), '');
    expect(await refusal(backups.make(folder, join(base, 'a-file', 'below'), quiet))).toBe('backup-failed');
    expect(await refusal(backups.make(folder, join(base, 'again'), quiet))).toBe('it was done');
  });

  it('of a folder that does not exist is refused', async () => {
    expect(await refusal(backups.make(join(base, 'elsewhere'), join(base, 'of-nothing'), quiet))).toBe('backup-failed');
  });

  it('holds neither the bytes nor the key of a document that was deleted before it', async () => {
    const documentId = await upload(datasetId, 'gone.txt');
    const before = join(base, 'before');
    const { counts } = await backups.make(folder, before, quiet);
    const { receiptId } = await ask('DELETE', `/v1/datasets/${String(datasetId)}/documents/${documentId}`);
    await untilErased(receiptId);
    const after = join(base, 'after');
    expect((await backups.make(folder, after, quiet)).counts.documents).toBe(counts.documents - 1);
    expect((await filesOf(after)).filter((name) => name.includes(documentId))).toEqual([]);

    // An operator puts an older vault beside the log of today.
    await copyFile(vaultFileOf(before), vaultFileOf(after));
    await writeManifest(after, { ...(await readManifest(after)), vault: await fileHash(vaultFileOf(after)) });
    const restored = join(base, 'restored');
    await backups.restore(after, restored, quiet);
    const { erased } = await surveyLog(logFileOf(restored), machine.timers);
    expect(erased).toHaveLength(1);
    const sealedWith = async (file: string) => {
      const copy = join(base, 'keys-to-look-at');
      await copyFile(file, copy);
      const vault = await openFileVault({ file: copy, machine, mayCreate: false });
      try {
        return erased.map((slot) => {
          try {
            vault.seal(slot, 'a secret');
            return 'a key';
          } catch {
            return 'no key';
          }
        });
      } finally {
        await vault.close();
      }
    };
    expect(await sealedWith(vaultFileOf(before))).toEqual(['a key']);
    expect(await sealedWith(vaultFileOf(restored))).toEqual(['no key']);
  });
});
