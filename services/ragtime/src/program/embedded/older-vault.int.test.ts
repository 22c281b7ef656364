import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, createShutdown, realMachine as machine } from '@ragtime/runtime';
import { eventually } from '@ragtime/testkit/eventually';
import { freePort } from '@ragtime/testkit/free-port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSettings, start } from '../start.ts';

const apiKey = 'rt_tests-of-a-vault-put-back';
const canary = 'zorblattname';

let folder: string;
const ends: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-older-vault-'));
});
afterAll(async () => {
  for (const end of ends) await end();
  await rm(folder, { recursive: true, force: true });
});

async function serve() {
  const shutdown = createShutdown(machine);
  ends.push(() => shutdown.run());
  const lines: string[] = [];
  const logger = createLogger({ level: 'warn', destination: { write: (line) => void lines.push(line) } });
  const settings = await readSettings({
    RAGTIME_DATA: join(folder, 'data'),
    RAGTIME_PORT: String(await freePort()),
    RAGTIME_API_KEY: apiKey,
    RAGTIME_SAMPLES: 'off',
  });
  const { url } = await start({ ...settings, version: '0.0.0', machine, logger, shutdown, refold: false });
  const ask = async (method: string, path: string, body?: Readonly<Record<string, unknown>>) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  };
  const warned = () => lines.filter((line) => line.includes('the key vault is older than the log'));
  return { ask, warned, stop: async () => await shutdown.run() };
}

it('an older vault that is put back makes no erased name readable, and the start says so, once', async () => {
  const first = await serve();
  const datasetId = String((await first.ask('POST', '/v1/datasets', { name: 'Kept' }))['datasetId']);
  const documents = `/v1/datasets/${datasetId}/documents`;
  const { items } = await first.ask('POST', documents, { name: `${canary}.txt`, text: 'x' });
  const documentId = (items as { documentId: string }[])[0]?.documentId ?? '';
  await first.stop();
  await cp(join(folder, 'data', 'vault'), join(folder, 'older'), { recursive: true });

  const second = await serve();
  expect(second.warned()).toEqual([]);
  const { receiptId } = await second.ask('DELETE', `${documents}/${documentId}`);
  await eventually('erased', async () =>
    (await second.ask('GET', `/v1/receipts/${String(receiptId)}`))['done'] === true ? true : undefined,
  );
  expect(JSON.stringify(await second.ask('GET', '/v1/events?limit=100'))).not.toContain(canary);
  await second.stop();
  await rm(join(folder, 'data', 'vault'), { recursive: true });
  await cp(join(folder, 'older'), join(folder, 'data', 'vault'), { recursive: true });

  const third = await serve();
  expect(third.warned()).toHaveLength(1);
  expect(JSON.stringify(await third.ask('GET', '/v1/events?limit=100'))).not.toContain(canary);
  await third.stop();
  const fourth = await serve();
  expect(fourth.warned()).toEqual([]);
});
