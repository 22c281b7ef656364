import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { realMachine as machine } from '@ragtime/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, callerOf, textAt } from './support/caller.ts';
import { startWorld, type World } from './support/world.ts';

const gibibyte = 1024 ** 3;
const mebibyte = 1024 ** 2;
const boundary = 'ragtime-large-upload';

let world: World;
beforeAll(async () => {
  world = await startWorld({ uploadBytesMax: 4 * gibibyte, worker: false });
});
afterAll(async () => await world.close());

it('two gibibytes go through without ever being in memory', async () => {
  const datasetId = textAt(
    await callerOf(world.app, world.tenant.keys.write)('POST', '/v1/datasets', { body: { name: 'Large' } }),
    'datasetId',
  );
  const baseUrl = await world.app.listen({ host: '127.0.0.1', port: 0 });
  const block = Buffer.alloc(mebibyte, 'x');
  function* body() {
    yield Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="large.bin"\r\n\r\n`);
    for (let n = 0; n < 2 * 1024; n += 1) yield block;
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  }
  const before = process.memoryUsage.rss();
  let peak = before;
  const measuring = machine.timers.every(20, () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  });
  const answer = Promise.withResolvers<string>();
  const sending = request(`${baseUrl}/v1/datasets/${datasetId}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.tenant.keys.write}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
  sending.on('response', (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('end', () => answer.resolve(text));
  });
  sending.on('error', answer.reject);
  await pipeline(Readable.from(body(), { objectMode: false }), sending);
  const uploaded = { body: JSON.parse(await answer.promise) as unknown };
  measuring.cancel();
  console.log(uploaded.body, (peak - before) / mebibyte);
  expect(at(uploaded, 'items.0')).toMatchObject({ outcome: 'created', sizeBytes: 2 * gibibyte });
  expect((peak - before) / mebibyte).toBeLessThan(200);
});
