import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createShutdown, realMachine as machine, silentLogger } from '@ragtime/runtime';
import { freePort } from '@ragtime/testkit/free-port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings, start } from '../start.ts';
import { createBackups } from './backups.ts';

const apiKey = 'rt_backup-tests-of-losses';
const backups = createBackups(machine);
const quiet = (): void => undefined;

let base: string;
let stop: (() => Promise<unknown>)[];
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'ragtime-losses-'));
  stop = [];
});
afterEach(async () => {
  for (const end of stop) await end();
  await rm(base, { recursive: true, force: true });
});

async function serve(folder: string) {
  const shutdown = createShutdown(machine);
  stop.push(() => shutdown.run());
  const settings = await readSettings({
    RAGTIME_DATA: folder,
    RAGTIME_PORT: String(await freePort()),
    RAGTIME_API_KEY: apiKey,
    RAGTIME_SAMPLES: 'off',
  });
  const { url } = await start({
    ...settings,
    version: '0.0.0',
    machine,
    logger: silentLogger,
    shutdown,
    refold: false,
    acceptClock: false,
  });
  const headers = { authorization: `Bearer ${apiKey}` };
  const post = async (path: string, body: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const get = async (path: string) => await fetch(url + path, { headers });
  return { post, get };
}

/** The file of the document's only blob. */
async function originalOf(folder: string, documentId: string): Promise<string> {
  const found = (await readdir(join(folder, 'blobs'), { recursive: true, withFileTypes: true })).find(
    (entry) => entry.isFile() && entry.parentPath.includes(documentId),
  );
  if (found === undefined) throw new Error('the document has no blob');
  return join(found.parentPath, found.name);
}

async function flipByte(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(bytes.length >>> 1) ^ 0x01, bytes.length >>> 1);
  await writeFile(file, bytes);
}

const waysToLose = {
  damaged: flipByte,
  missing: async (file: string) => await rm(file),
} as const;

describe.each(['damaged', 'missing'] as const)('when an original is %s', (fault) => {
  it('in the data folder, the backup names it, and a restore restores everything else', async () => {
    const folder = join(base, 'data');
    const server = await serve(folder);
    const { datasetId } = await server.post('/v1/datasets', { name: 'Kept' });
    const documents = `/v1/datasets/${String(datasetId)}/documents`;
    const [lost, kept] = await Promise.all(
      ['heron', 'egret'].map(async (name) => {
        const { items } = await server.post(documents, { name: `${name}.txt`, text: `The word is ${name}.` });
        return (items as { documentId: string }[])[0]?.documentId ?? '';
      }),
    );
    await waysToLose[fault](await originalOf(folder, lost ?? ''));

    const target = join(base, 'backup');
    const made = await backups.make(folder, target, quiet);
    expect(made.losses).toEqual([{ what: 'original', fault, path: expect.stringContaining(lost ?? ''), documentId: lost }]);
    expect((await backups.check(target, quiet)).losses).toEqual(made.losses);
    const restored = join(base, 'restored');
    expect((await backups.restore(target, restored, quiet)).losses).toEqual(made.losses);

    const again = await serve(restored);
    expect(await (await again.get(`${documents}/${kept}/content`)).text()).toBe('The word is egret.');
    expect((await again.get(`${documents}/${lost}`)).status).toBe(200);
    expect(await (await again.get(`${documents}/${lost}/content`)).text().catch(() => 'cut off')).not.toBe('The word is heron.');
  });

  it('in the backup, a check names it, and a restore restores everything else', async () => {
    const folder = join(base, 'data');
    const server = await serve(folder);
    const { datasetId } = await server.post('/v1/datasets', { name: 'Kept' });
    const { items } = await server.post(`/v1/datasets/${String(datasetId)}/documents`, { name: 'heron.txt', text: 'The word is heron.' });
    const documentId = (items as { documentId: string }[])[0]?.documentId ?? '';
    const target = join(base, 'backup');
    expect((await backups.make(folder, target, quiet)).losses).toEqual([]);
    await waysToLose[fault](await originalOf(join(target, 'blobs'), documentId));
    const loss = { what: 'original', fault, path: expect.stringContaining(documentId), documentId };
    expect((await backups.check(target, quiet)).losses).toEqual([loss]);
    const restored = join(base, 'restored');
    expect((await backups.restore(target, restored, quiet)).losses).toEqual([loss]);
    await access(join(restored, 'vault', 'keys'));
  });
});

it('a key that is damaged in the vault is named, and everything else is restored', async () => {
  const folder = join(base, 'data');
  const server = await serve(folder);
  const { datasetId } = await server.post('/v1/datasets', { name: 'Kept' });
  const { items } = await server.post(`/v1/datasets/${String(datasetId)}/documents`, { name: 'heron.txt', text: 'The word is heron.' });
  const documentId = (items as { documentId: string }[])[0]?.documentId ?? '';
  for (const end of stop.splice(0)) await end();
  // The document has the last key that was used: every cell after the credentials and the owner's is damaged.
  const file = join(folder, 'vault', 'keys');
  const bytes = await readFile(file);
  for (let at = 8192; at < bytes.length; at += 1) if (at % 4096 >= 64) bytes.writeUInt8(bytes.readUInt8(at) ^ 0x01, at);
  await writeFile(file, bytes);

  const target = join(base, 'backup');
  const { losses } = await backups.make(folder, target, quiet);
  expect(losses).toEqual(
    expect.arrayContaining([
      { what: 'key', fault: 'missing', path: expect.any(String), documentId },
      { what: 'vault', fault: 'damaged', path: 'vault/keys' },
    ]),
  );
  const restored = join(base, 'restored');
  expect((await backups.restore(target, restored, quiet)).losses).toEqual(losses);
});
