import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventPartitions, topics } from '@ragtime/domain';
import { partitionOf } from '@ragtime/event-log';
import { cutTail } from '@ragtime/event-log-kafka/testing';
import { at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { kill, startAgain } from '@ragtime/testkit/faults';
import { startKafka } from '@ragtime/testkit/kafka';
import { startOpenSearch, startS3 } from '@ragtime/testkit/others';
import { startPostgres } from '@ragtime/testkit/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Asked, askerOf } from '../support/ask.ts';
import type { Program } from '../support/program.ts';
import { createInstallation, type Installation } from './installation.ts';

let folder: string;
let servers: Awaited<ReturnType<typeof startServers>>;
let installation: Installation;
let api: Program;
let ask: Asked;

async function startServers() {
  const [kafka, postgres, vault, openSearch, s3] = await Promise.all([
    startKafka({ folder }),
    startPostgres({ keepsFiles: true }),
    startPostgres({ keepsFiles: true }),
    startOpenSearch(),
    startS3(),
  ]);
  return { kafka, postgres, vault, openSearch, s3 };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-kafka-'));
  servers = await startServers();
  const { kafka, postgres, vault, openSearch, s3 } = servers;
  installation = createInstallation({
    kafka: kafka.broker,
    readModels: postgres.address,
    vault: vault.address,
    openSearch: openSearch.address,
    s3: s3.address,
  });
  api = await installation.start(['command-api', 'query-api']);
  await installation.start(['read-projector', 'search-projector', 'orchestrator', 'parse-worker']);
  const asked = askerOf(api);
  // The node starts anew when it reads the order: for a moment nobody listens there.
  ask = async (...of) => await asked(...of).catch(() => ({ status: 0, headers: {}, body: undefined }));
});
afterAll(async () => {
  await installation?.stop();
  await Promise.all(Object.values(servers ?? {}).map(async ({ container }) => await container.stop({ timeout: 0 })));
  await rm(folder, { recursive: true });
});

const create = async (name: string): Promise<string> =>
  await eventually(`${name} is created`, async () => {
    const answer = await ask('POST', '/v1/datasets', { json: { name } });
    return answer.status === 201 ? textAt(answer, 'datasetId') : undefined;
  });
const upload = async (datasetId: string, text: string) =>
  expect((await ask('POST', `/v1/datasets/${datasetId}/documents?parse=true`, { json: { name: 'a.md', text } })).status).toBeLessThan(300);
const found = async (word: string) => {
  const answer = await ask('POST', '/v1/search', { json: { query: word, weights: { lexical: 1, vector: 0 } } });
  return answer.status === 200 && itemsOf(answer).length > 0;
};
const isFound = async (word: string) => await eventually(`${word} is found`, async () => (await found(word)) || undefined);
const describeDataset = async (datasetId: string, description: string) =>
  await ask('PATCH', `/v1/datasets/${datasetId}`, { json: { description } });

it('a broker that loses its tail under running nodes stops their writes; one node with the order makes all of them go on', async () => {
  const keptId = await create('kept');
  await upload(keptId, 'Marmalade is made of oranges.');
  await isFound('marmalade');
  const lostId = await create('half lost');
  for (const number of Array.from({ length: 20 }, (_, place) => place)) await describeDataset(lostId, `state ${number}`);
  await upload(lostId, 'Quince is a fruit.');
  await isFound('quince');

  await kill(servers.kafka.container);
  const partition = partitionOf(lostId, eventPartitions);
  await cutTail(join(folder, `${topics.documentEvents}-${partition}`), 22);
  await startAgain(servers.kafka.container);

  await eventually('writes are refused', async () => at(await describeDataset(lostId, 'too late'), 'code') === 'log-diverged' || undefined);
  expect(at(await describeDataset(lostId, 'too late again'), 'code')).toBe('log-diverged');

  await installation.start(['query-api'], undefined, ['--refold']);
  await eventually(
    'writes go on at the node that ran on',
    async () => (await describeDataset(lostId, 'after the order')).status === 200 || undefined,
  );
  await isFound('marmalade');
  await eventually('what was lost is not found', async () => !(await found('quince')) || undefined);
  await upload(lostId, 'Rhubarb is no fruit.');
  await isFound('rhubarb');
  const partitions = itemsOf(await ask('GET', '/v1/admin/partitions'));
  expect(partitions.every(({ state, generation }) => state === 'serving' && generation === 2)).toBe(true);
});
