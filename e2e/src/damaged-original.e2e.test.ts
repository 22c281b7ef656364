import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createCaller } from './chaos/http.ts';
import { type Program, removeProgram, startProgram } from './support/program.ts';

const mebibyte = 1024 * 1024;
const text = 'Each line of it is a line. '.repeat(200_000);

let program: Program;
beforeAll(async () => {
  program = await startProgram({ environment: { RAGTIME_SAMPLES: 'off' } });
});
afterAll(async () => await removeProgram(program));

it('a flipped byte of an original ends the download before its last byte, fails the range that holds it, and raises an alarm', async () => {
  const { ask } = createCaller(program.url, program.apiKey);
  const { datasetId } = z
    .looseObject({ datasetId: z.string() })
    .parse((await ask('POST', '/v1/datasets', { body: { name: 'kept' } }))?.body);
  const documents = `/v1/datasets/${datasetId}/documents`;
  const form = new FormData();
  form.append('file', new Blob([text], { type: 'text/plain' }), 'lines.txt');
  const headers = { authorization: `Bearer ${program.apiKey}` };
  const uploaded: unknown = await (await fetch(program.url + documents, { method: 'POST', headers, body: form })).json();
  const { items } = z.looseObject({ items: z.tuple([z.looseObject({ documentId: z.string() })]) }).parse(uploaded);
  const [{ documentId }] = items;
  const content = `${program.url}${documents}/${documentId}/content`;
  const get = async (range?: string) => await fetch(content, { headers: { ...headers, ...(range === undefined ? {} : { range }) } });
  expect(await (await get()).text()).toBe(text);

  const folder = join(program.folder, 'blobs', 'blobs');
  const found = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const blob = found.find((entry) => entry.parentPath.includes(documentId) && !entry.name.includes('.'));
  if (blob === undefined) throw new Error('the document has no blob');
  const file = join(blob.parentPath, blob.name);
  const bytes = await readFile(file);
  const at = 2 * mebibyte + 5;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x01, at);
  await writeFile(file, bytes);

  const whole = await get();
  await expect(whole.arrayBuffer()).rejects.toThrow('terminated');
  expect((await get(`bytes=${at - 1}-${at + 1}`)).status).toBe(500);
  const before = await get(`bytes=${mebibyte}-${mebibyte + 9}`);
  expect([before.status, await before.text()]).toEqual([206, text.slice(mebibyte, mebibyte + 10)]);
  const log = join(program.folder, '..', `${program.folder.split('/').at(-1) ?? ''}.log`);
  await waitUntil('the alarm is in the log', async () => (await readFile(log, 'utf8')).includes('content-damaged'));
});
