import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createShutdown, realMachine as machine, silentLogger } from '@ragtime/runtime';
import { eventually } from '@ragtime/testkit/eventually';
import { freePort } from '@ragtime/testkit/free-port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSettings, start } from '../start.ts';

const apiKey = 'rt_tests-of-what-erasure-leaves';
/** Words that nothing else contains, by the place where a person wrote them. */
const canaries = {
  name: 'zorblattname',
  text: 'zorblattbody',
  metadata: 'zorblattmeta',
  typedIn: 'zorblatttyped',
  edited: 'zorblattedited',
  renamed: 'zorblattrenamed',
} as const;

let folder: string;
let url: string;
const shutdown = createShutdown(machine);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-erased-files-'));
  const settings = await readSettings({
    RAGTIME_DATA: folder,
    RAGTIME_PORT: String(await freePort()),
    RAGTIME_API_KEY: apiKey,
    RAGTIME_SAMPLES: 'off',
  });
  ({ url } = await start({ ...settings, version: '0.0.0', machine, logger: silentLogger, shutdown, refold: false }));
});
afterAll(async () => {
  await shutdown.run();
  await rm(folder, { recursive: true, force: true });
});

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

/** Which canary lies in which file of the data folder. */
async function found(): Promise<readonly string[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const hits: string[] = [];
  for (const { parentPath, name } of files) {
    const bytes = await readFile(join(parentPath, name)).catch(() => undefined); // removed meanwhile
    for (const word of Object.values(canaries))
      if (bytes?.includes(word) === true) hits.push(`${word} in ${relative(folder, join(parentPath, name))}`);
  }
  return hits;
}

async function parsedDocument(datasetId: string, name: string, text: string, note = ''): Promise<string> {
  const documents = `/v1/datasets/${datasetId}/documents`;
  const { items } = await ask('POST', `${documents}?parse=true`, { name, text, metadata: { note } });
  const documentId = (items as { documentId: string }[])[0]?.documentId ?? '';
  await eventually('parsed', async () => ((await ask('GET', `${documents}/${documentId}`))['status'] === 'parsed' ? true : undefined));
  return documentId;
}

it('after a receipt that says done, no file of the data folder holds a word of what was deleted, and other documents are still found', async () => {
  const datasetId = String((await ask('POST', '/v1/datasets', { name: 'Kept' }))['datasetId']);
  const documents = `/v1/datasets/${datasetId}/documents`;
  await parsedDocument(datasetId, 'kept.txt', 'The heron stands in the river.');
  const documentId = await parsedDocument(datasetId, `${canaries.name}.txt`, `The word is ${canaries.text}.`, canaries.metadata);
  const document = `${documents}/${documentId}`;
  await ask('POST', `${document}/chunks`, { text: `A person typed ${canaries.typedIn}.` });
  const { items } = await ask('GET', `${document}/chunks`);
  const chunkId = (items as { chunkId: string }[])[0]?.chunkId ?? '';
  await ask('PATCH', `${document}/chunks/${chunkId}`, { text: `A person changed it to ${canaries.edited}.` });
  await ask('PATCH', document, { name: `${canaries.renamed}.txt` });
  await eventually('searchable', async () => {
    const hits = await ask('POST', '/v1/search', { query: canaries.edited, datasetIds: [datasetId] });
    return JSON.stringify(hits['items']).includes(canaries.edited) ? true : undefined;
  });
  for (const projection of ['library', 'search']) {
    await ask('POST', `/v1/admin/projections/${projection}/rebuild`);
    await eventually('rebuilt', async () =>
      JSON.stringify((await ask('GET', `/v1/admin/projections/${projection}`))['rebuild']).includes('done') ? true : undefined,
    );
  }
  expect((await found()).length).toBeGreaterThan(0);

  const { receiptId } = await ask('DELETE', document);
  await eventually('erased', async () => ((await ask('GET', `/v1/receipts/${String(receiptId)}`))['done'] === true ? true : undefined));
  expect(await found()).toEqual([]);
  const hits = await ask('POST', '/v1/search', { query: 'heron', datasetIds: [datasetId] });
  expect(JSON.stringify(hits['items'])).toContain('The heron stands');

  await parsedDocument(datasetId, `${canaries.name}.txt`, `The word is ${canaries.text}.`, canaries.metadata);
  const closed = await ask('DELETE', `/v1/datasets/${datasetId}`);
  await eventually('erased', async () =>
    (await ask('GET', `/v1/receipts/${String(closed['receiptId'])}`))['done'] === true ? true : undefined,
  );
  expect(await found()).toEqual([]);

  await shutdown.run();
  expect(await found()).toEqual([]);
});
