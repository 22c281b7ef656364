import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { certificateForTests } from '@ragtime/testkit/certificates';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Apis, startApis } from '../installation/apis.ts';

let world: Apis;
let url: string;
const tls = await certificateForTests();
beforeAll(async () => {
  world = await startApis({ worker: false, http: { tls } });
  url = await world.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => await world.close());

async function statusOf(path: string, ca: string | undefined): Promise<number | undefined> {
  const asked = request(new URL(path, url), {
    ...(ca === undefined ? {} : { ca }),
    headers: { authorization: `Bearer ${world.tenant.keys.read}` },
  });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

it('a server with a certificate answers by HTTPS to those that trust it, and to nobody by plain HTTP', async () => {
  expect(url).toMatch(/^https:/);
  expect(await statusOf('/v1/datasets', tls.ca)).toBe(200);
  await expect(statusOf('/v1/datasets', undefined)).rejects.toThrow(/self-signed certificate/);
  await expect(fetch(url.replace('https:', 'http:'))).rejects.toThrow('fetch failed');
});
