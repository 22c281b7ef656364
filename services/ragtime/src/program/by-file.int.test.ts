import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createShutdown, realMachine as machine, silentLogger } from '@ragtime/runtime';
import { certificateForTests } from '@ragtime/testkit/certificates';
import { freePort } from '@ragtime/testkit/free-port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSettings, start } from './start.ts';

const shutdown = createShutdown(machine);
const apiKey = 'rt_owner00000000000000000000_e2eSecretOfTheOwner0123456789';
let base: string;
let url: string;
let ca: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'ragtime-by-file-'));
  const { cert, key, ca: authority } = await certificateForTests();
  ca = authority;
  await writeFile(join(base, 'certificate.pem'), cert);
  await writeFile(join(base, 'key.pem'), key, { mode: 0o600 });
  await writeFile(
    join(base, 'ragtime.yaml'),
    [
      `dataFolder: ${join(base, 'data')}`,
      `port: ${await freePort()}`,
      `apiKey: ${apiKey}`,
      'samples: off',
      'roles: [command-api, query-api, read-projector, search-projector, orchestrator]',
      `tlsCertFile: ${join(base, 'certificate.pem')}`,
      `tlsKeyFile: ${join(base, 'key.pem')}`,
      'corsOrigins: https://app.example.org',
      'hostNames: rag.example.org',
    ].join('\n'),
  );
  const settings = await readSettings({ RAGTIME_CONFIG: join(base, 'ragtime.yaml') });
  ({ url } = await start({ ...settings, version: '0.0.0', machine, logger: silentLogger, shutdown, refold: false }));
});
afterAll(async () => {
  await shutdown.run();
  await rm(base, { recursive: true, force: true });
});

async function ask(headers: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
  const asked = request(new URL('/v1/datasets', url), {
    ca,
    servername: 'localhost',
    headers: { authorization: `Bearer ${apiKey}`, ...headers },
  });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}

it('a program that a YAML file configures serves by HTTPS, for the pages and under the names of the file', async () => {
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/);
  const answer = await ask({ origin: 'https://app.example.org' });
  expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([200, 'https://app.example.org']);
  expect((await ask({ host: 'rag.example.org' })).statusCode).toBe(200);
  expect((await ask({ host: 'evil.example.net' })).statusCode).toBe(421);
});

it('a certificate without its key, or a file that is none, ends the start with a sentence', async () => {
  const started = async (files: Readonly<Record<string, string>>) => {
    const environment = { RAGTIME_DATA: join(base, 'other'), RAGTIME_PORT: String(await freePort()), RAGTIME_SAMPLES: 'off', ...files };
    const own = createShutdown(machine);
    const settings = await readSettings(environment);
    try {
      return await start({ ...settings, version: '0.0.0', machine, logger: silentLogger, shutdown: own, refold: false });
    } finally {
      await own.run();
    }
  };
  const cert = { RAGTIME_TLS_CERT_FILE: join(base, 'certificate.pem') };
  await expect(started(cert)).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('must be set together') as string,
  });
  await expect(started({ ...cert, RAGTIME_TLS_KEY_FILE: join(base, 'ragtime.yaml') })).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('hold no certificate with its key') as string,
  });
});
