import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openS3BlobStore } from '@ragtime/blob-store';
import { realMachine as machine } from '@ragtime/runtime';
import { at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually, waitUntil } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Asked, askerOf } from '../support/ask.ts';
import { runCommand } from '../support/command-line.ts';
import { ownerKey, type Program } from '../support/program.ts';
import type { Installation } from './installation.ts';
import { installOnTestServers } from './on-test-servers.ts';

const everything = ['command-api', 'query-api', 'read-projector', 'search-projector', 'orchestrator', 'parse-worker'];

let original: Installation;
let restored: Installation;
let program: Program;
let ask: Asked;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-backups-'));
  original = await installOnTestServers();
  restored = await installOnTestServers({ RAGTIME_VAULT_KEY: original.environment['RAGTIME_VAULT_KEY'] ?? '' });
  program = await original.start(everything);
  ask = askerOf(program);
});
afterAll(async () => {
  await Promise.all([original?.stop(), restored?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const run = async (args: readonly string[], { environment }: Installation) =>
  await runCommand({ url: program.url, apiKey: ownerKey, folder: tmpdir() }, args, environment);

/** Uploads and deletes without pause. It parses nothing. */
function startLoad(documents: string) {
  const written: string[] = [];
  let isOver = false;
  const done = (async () => {
    for (let count = 0; !isOver; count += 1) {
      const text = `The word is busy${count}.`;
      written.push(textAt(await ask('POST', documents, { json: { name: `busy-${count}.md`, text } }), 'items.0.documentId'));
      if (count % 3 === 2) await ask('DELETE', `${documents}/${written[written.length >>> 1] ?? ''}`);
    }
  })();
  return {
    written,
    async stop() {
      isOver = true;
      await done;
    },
  };
}

async function documentsOf(asked: Asked, documents: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (let next = ''; ; ) {
    const page = await asked('GET', `${documents}?limit=100${next}`);
    for (const item of itemsOf(page)) names.push(String(item['name']));
    const cursor = at(page, 'nextCursor');
    if (typeof cursor !== 'string') return names;
    next = `&cursor=${encodeURIComponent(cursor)}`;
  }
}

it('a backup of servers that go on working is restored on empty ones: documents, bytes, names, searches and keys', async () => {
  const kept = `/v1/datasets/${textAt(await ask('POST', '/v1/datasets', { json: { name: 'Kept' } }), 'datasetId')}/documents`;
  const busy = `/v1/datasets/${textAt(await ask('POST', '/v1/datasets', { json: { name: 'Busy' } }), 'datasetId')}/documents`;
  const uploaded = await ask('POST', `${kept}?parse=true`, { json: { name: 'avocet.md', text: 'The avocet wades in the lagoon.' } });
  const document = `${kept}/${textAt(uploaded, 'items.0.documentId')}`;
  await eventually('parsed', async () => (at(await ask('GET', document), 'status') === 'parsed' ? true : undefined));
  const load = startLoad(busy);
  await waitUntil('there is load', () => load.written.length >= 10);

  const target = join(folder, 'monday');
  const made = await run(['backup', target, '--json'], original);
  expect([made.exitCode, made.stderr]).toEqual([0, expect.anything()]);
  const behind = load.written.length;
  await waitUntil('the load goes on', () => load.written.length >= behind + 3);
  await load.stop();
  const checked = await run(['restore', '--check', target], original);
  expect([checked.exitCode, checked.stdout]).toEqual([0, expect.stringContaining('is whole')]);

  const full = await run(['restore', target], original);
  expect([full.exitCode, full.stderr]).toEqual([1, expect.stringContaining('[servers-not-empty]')]);
  expect(await run(['restore', target], restored)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is restored') });

  const askAgain = askerOf(await restored.start(everything));
  await eventually('the rows are made anew', async () => (at(await askAgain('GET', document), 'name') === 'avocet.md' ? true : undefined));
  expect((await askAgain('GET', `${document}/content`)).body).toBe('The avocet wades in the lagoon.');
  const hits = await eventually('the index is made anew', async () => {
    const found = itemsOf(await askAgain('POST', '/v1/search', { json: { query: 'avocet' } }));
    return found.length > 0 ? found : undefined;
  });
  expect(hits[0]?.['text']).toContain('The avocet wades');
  const { counts } = JSON.parse(made.stdout) as { readonly counts: { readonly documents: number } };
  await eventually('every document is there', async () =>
    (await documentsOf(askAgain, busy)).length === counts.documents - 1 ? true : undefined,
  );
  for (const item of itemsOf(await askAgain('GET', `${busy}?limit=100`)))
    expect((await askAgain('GET', `${busy}/${String(item['documentId'])}/content`)).status).toBe(200);
});

it('an original that is damaged in the bucket is not handed out, ends the backup with 5, and everything else is in it', async () => {
  const dataset = `/v1/datasets/${textAt(await ask('POST', '/v1/datasets', { json: { name: 'Damaged' } }), 'datasetId')}`;
  const uploaded = await ask('POST', `${dataset}/documents`, { json: { name: 'x.md', text: 'The word is heron.' } });
  const documentId = textAt(uploaded, 'items.0.documentId');
  const { endpoint, accessKeyId, secretAccessKey } = {
    endpoint: original.environment['RAGTIME_S3_ENDPOINT'] ?? '',
    accessKeyId: original.environment['RAGTIME_S3_ACCESS_KEY'] ?? '',
    secretAccessKey: original.environment['RAGTIME_S3_SECRET_KEY'] ?? '',
  };
  const bucket = { bucket: original.bucket, region: 'us-east-1', endpoint, credentials: { accessKeyId, secretAccessKey } };
  const blobs = await openS3BlobStore({ ...bucket, machine });
  const paths: string[] = [];
  for await (const { path } of blobs.list('')) if (path.includes(documentId)) paths.push(path);
  expect(paths).toHaveLength(1);
  await blobs.remove(paths);
  await blobs.write(paths[0] ?? '', Readable.from([Buffer.from('The word is Heron.')]), { bytesMax: 100 });
  await blobs.close();

  const content = await ask('GET', `${dataset}/documents/${documentId}/content`);
  expect([content.status, at(content, 'code')]).toEqual([500, 'content-damaged']);
  const made = await run(['backup', join(folder, 'tuesday'), '--json'], original);
  expect([made.exitCode, (JSON.parse(made.stdout) as { readonly losses: unknown }).losses]).toEqual([
    5,
    [{ what: 'original', fault: 'damaged', path: paths[0], documentId }],
  ]);
});
