import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { realMachine as machine } from '@ragtime/runtime';
import { at, textAt } from '@ragtime/testkit/answers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askerOf } from '../support/ask.ts';
import { type Program, removeProgram, startProgram } from '../support/program.ts';

const gibibyte = 1024 ** 3;
const mebibyte = 1024 ** 2;
const boundary = 'ragtime-large-upload';

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(async () => await removeProgram(program));

/** Of the program itself, as it says. */
async function residentBytes(): Promise<number> {
  const text = await (await fetch(`${program.url}/metrics`)).text();
  const [, bytes] = /^process_resident_memory_bytes (\S+)$/m.exec(text) ?? [];
  if (bytes === undefined) throw new Error('the program says nothing of its memory');
  return Number(bytes);
}

function* body(): Generator<Buffer> {
  yield Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="large.bin"\r\n\r\n`);
  const block = Buffer.alloc(mebibyte, 'x');
  for (let n = 0; n < 2 * 1024; n += 1) yield block;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

async function upload(datasetId: string): Promise<unknown> {
  const answer = Promise.withResolvers<string>();
  const sending = request(`${program.url}/v1/datasets/${datasetId}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${program.apiKey}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
  sending.on('error', answer.reject);
  sending.on('response', (response) => void response.toArray().then((parts) => answer.resolve(parts.join('')), answer.reject));
  await pipeline(Readable.from(body(), { objectMode: false }), sending);
  return JSON.parse(await answer.promise);
}

it('two gibibytes go through without ever being in memory, and come back in parts', async () => {
  const ask = askerOf(program);
  const datasetId = textAt(await ask('POST', '/v1/datasets', { json: { name: 'Large' } }), 'datasetId');
  const before = await residentBytes();
  let peak = before;
  let measuring: Promise<void> = Promise.resolve();
  const looking = machine.timers.every(100, () => {
    measuring = measuring.then(async () => {
      peak = Math.max(peak, await residentBytes());
    });
  });
  const uploaded = { body: await upload(datasetId) };
  looking.cancel();
  await measuring;
  expect(at(uploaded, 'items.0')).toMatchObject({ outcome: 'created', sizeBytes: 2 * gibibyte });
  expect(peak).toBeGreaterThan(before);
  expect((peak - before) / mebibyte).toBeLessThan(200);
  const content = `/v1/datasets/${datasetId}/documents/${textAt(uploaded, 'items.0.documentId')}/content`;
  expect(await ask('GET', content, { headers: { range: 'bytes=-3' } })).toMatchObject({ status: 206, body: 'xxx' });
});
