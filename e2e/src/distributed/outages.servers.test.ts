import { openServerDatabase } from '@ragtime/database';
import { type Answer, at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { freeze, kill, startAgain, thaw } from '@ragtime/testkit/faults';
import { startKafka } from '@ragtime/testkit/kafka';
import { startOpenSearch, startS3 } from '@ragtime/testkit/others';
import { startPostgres } from '@ragtime/testkit/postgres';
import { sql } from 'slonik';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, askerOf, askerOnceOf } from '../support/ask.ts';
import type { Program } from '../support/program.ts';
import { createInstallation, type Installation } from './installation.ts';

let servers: Awaited<ReturnType<typeof startServers>>;
let installation: Installation;
let program: Program;
let ask: Asked;
let askOnce: Asked;
let dataset: string;
let count = 0;

async function startServers() {
  const [kafka, postgres, vault, openSearch, s3] = await Promise.all([
    startKafka(),
    startPostgres({ keepsFiles: true }),
    startPostgres({ keepsFiles: true }),
    startOpenSearch(),
    startS3(),
  ]);
  return { kafka, postgres, vault, openSearch, s3 };
}

beforeAll(async () => {
  servers = await startServers();
  const { kafka, postgres, vault, openSearch, s3 } = servers;
  installation = createInstallation({
    kafka: kafka.broker,
    readModels: postgres.address,
    vault: vault.address,
    openSearch: openSearch.address,
    s3: s3.address,
  });
  program = await installation.start(['command-api', 'query-api', 'read-projector', 'search-projector', 'orchestrator', 'parse-worker']);
  ask = askerOf(program);
  askOnce = askerOnceOf(program);
  dataset = `/v1/datasets/${textAt(await ask('POST', '/v1/datasets', { json: { name: 'Before' } }), 'datasetId')}`;
  await parsed(await upload('The avocet wades before anything fails.'));
});
afterAll(async () => {
  await installation?.stop();
  await Promise.all(Object.values(servers ?? {}).map(async ({ container }) => await container.stop({ timeout: 0 })));
});

const upload = async (text: string): Promise<Answer> =>
  await ask('POST', `${dataset}/documents?parse=true`, { json: { name: `${(count += 1)}.md`, text } });
const parsed = async (uploaded: Answer): Promise<string> => {
  const documentId = textAt(uploaded, 'items.0.documentId');
  await eventually(`${documentId} is parsed`, async () =>
    at(await ask('GET', `${dataset}/documents/${documentId}`), 'status') === 'parsed' ? true : undefined,
  );
  return documentId;
};
const codeOf = (answer: Answer) => [answer.status, at(answer, 'code')];
const search = async (query: string) => await ask('POST', '/v1/search', { json: { query } });
const finds = async (query: string, documentId: string) =>
  await eventually(`${query} is found`, async () => {
    const answer = await search(query);
    return answer.status === 200 && itemsOf(answer).some((hit) => hit['documentId'] === documentId) ? true : undefined;
  });
const answersAgain = async (method: string, path: string) =>
  await eventually(`${path} answers again`, async () => ((await ask(method, path)).status === 200 ? true : undefined));
const refuses = async (what: string, asked: () => Promise<Answer>, code: string) =>
  await eventually(`${what} is refused with ${code}`, async () => {
    const answer = await asked();
    expect([answer.status, answer.body]).not.toEqual([500, expect.anything()]);
    return at(answer, 'code') === code ? true : undefined;
  });

/** The servers that do not answer, by their names in `/readyz`. */
const silent = async (): Promise<ReadonlySet<unknown>> => {
  const roles = at(await ask('GET', '/readyz'), 'roles') as readonly {
    readonly dependsOn?: readonly Readonly<Record<string, unknown>>[];
  }[];
  return new Set(roles.flatMap(({ dependsOn = [] }) => dependsOn).flatMap(({ name, answers }) => (answers === true ? [] : [name])));
};
const showsSilent = async (name: string) =>
  await eventually(`/readyz names ${name}`, async () => ((await silent()).has(name) ? true : undefined));
const showsAll = async () => await eventually('/readyz names nobody', async () => ((await silent()).size === 0 ? true : undefined));

describe('while a server is down', () => {
  it('that of the read models: writes go on, reads say so, and what was written is read afterwards without help', async () => {
    await kill(servers.postgres.container);
    const name = 'While the read models were down';
    expect((await ask('POST', '/v1/datasets', { json: { name } })).status).toBe(201);
    expect(codeOf(await ask('GET', '/v1/datasets'))).toEqual([503, 'read-model-unavailable']);
    expect((await search('avocet')).status).toBe(503);
    const uploaded = await upload('The bittern booms while rows cannot be written.');
    expect(uploaded.status).toBe(201);
    await showsSilent('read-models');
    await startAgain(servers.postgres.container);
    await showsAll();
    await answersAgain('GET', '/v1/datasets');
    await eventually('the dataset is listed', async () =>
      itemsOf(await ask('GET', '/v1/datasets')).some((each) => each['name'] === name) ? true : undefined,
    );
    await finds('bittern booms', await parsed(uploaded));
  });

  it('the search index: only searches say so, and what was parsed meanwhile is found afterwards', async () => {
    const read = await parsed(await upload('The dipper walks under water.'));
    await finds('dipper walks', read);
    const chunks = `${dataset}/documents/${read}/chunks`;
    const passage = `${chunks}/${String(itemsOf(await ask('GET', chunks))[0]?.['chunkId'])}`;
    await kill(servers.openSearch.container);
    const uploaded = await upload('The curlew calls while nothing can be indexed.');
    const documentId = await parsed(uploaded);
    const stale = { 'ragtime-if-behind': 'stale' };
    expect(codeOf(await ask('POST', '/v1/search', { json: { query: 'avocet' }, headers: stale }))).toEqual([503, 'search-unavailable']);
    for (const method of ['GET', 'DELETE'])
      expect(codeOf(await ask(method, passage, { headers: stale }))).toEqual([503, 'search-unavailable']);
    expect((await ask('GET', `${dataset}/documents`)).status).toBe(200);
    await showsSilent('search-index');
    await startAgain(servers.openSearch.container);
    await finds('curlew calls', documentId);
  });

  it('that of the key vault: what is at hand goes on, what needs it is refused and can be sent again', async () => {
    const pool = (await openServerDatabase({ url: servers.vault.address })).pool;
    expect((await pool.query(sql.unsafe`select 1`)).rowCount).toBe(1);
    await pool.end();
    await kill(servers.vault.container);
    expect((await ask('GET', '/v1/datasets')).status).toBe(200);
    const uploaded = await upload('The dunlin runs while no new key is made.');
    expect(uploaded.status).toBe(201);
    await refuses(
      'another API key',
      async () => await ask('POST', `/v1/tenants/${await tenantId()}/api-keys`, { json: { label: 'new', scopes: ['read'] } }),
      'key-vault-unavailable',
    );
    await showsSilent('key-vault');
    await startAgain(servers.vault.container);
    await finds('dunlin runs', await parsed(uploaded));
  });

  it('the blobs: uploads are refused and reads go on', async () => {
    await freeze(servers.s3.container);
    const refused = upload('The egret cannot be kept.');
    expect((await ask('GET', `${dataset}/documents`)).status).toBe(200);
    expect(codeOf(await refused)).toEqual([503, 'blobs-unavailable']);
    await showsSilent('blobs');
    await thaw(servers.s3.container);
    await finds('fulmar glides', await parsed(await upload('The fulmar glides afterwards.')));
  });

  it('the log: nothing is decided, nobody is let in whose key may be revoked, and all goes on afterwards', async () => {
    await kill(servers.kafka.container);
    await refuses('a read', async () => await askOnce('GET', '/v1/datasets'), 'access-behind');
    await showsSilent('event-log');
    await startAgain(servers.kafka.container);
    await showsAll();
    await answersAgain('GET', '/v1/datasets');
    const created = await eventually('a write is taken', async () => {
      const answer = await ask('POST', '/v1/datasets', { json: { name: 'After the log' }, headers: { 'idempotency-key': 'after' } });
      return answer.status === 201 ? answer : undefined;
    });
    expect(textAt(created, 'datasetId')).not.toBe('');
    await finds('gannet dives', await parsed(await upload('The gannet dives again.')));
  });
});

const tenantId = async (): Promise<string> => textAt({ body: itemsOf(await ask('GET', '/v1/tenants'))[0] }, 'tenantId');
