import { at, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Call, callerOf } from './calling/caller.ts';
import { type Apis, startApis } from './installation/apis.ts';

let world: Apis;
let call: Call;

beforeAll(async () => {
  world = await startApis();
  call = callerOf(world.app, world.tenant.keys.write);
});
afterAll(async () => {
  await world.close();
});

test('a text is uploaded, parsed, listed, found, and gone again', async () => {
  expect(await eventually('ready', async () => ((await call('GET', '/readyz')).status === 200 ? true : undefined))).toBe(true);
  const dataset = await call('POST', '/v1/datasets', { body: { name: 'Handbook' } });
  expect(dataset).toMatchObject({ status: 201, body: { name: 'Handbook', version: 1 } });
  const documents = `/v1/datasets/${textAt(dataset, 'datasetId')}/documents`;
  const uploaded = await call('POST', `${documents}?parse=true`, {
    body: { name: 'boiler.md', text: '# Boiler\n\nThe valve closes at 4 bar.' },
  });
  expect(uploaded).toMatchObject({ status: 201, body: { items: [{ outcome: 'created', name: 'boiler.md' }] } });
  await eventually('parsed', async () => (at(await call('GET', documents), 'items.0.status') === 'parsed' ? true : undefined));
  const found = await call('POST', '/v1/search', { body: { query: 'valve' } });
  expect(found).toMatchObject({ status: 200, body: { items: [{ documentName: 'boiler.md' }] } });
  const documentId = textAt(uploaded, 'items.0.documentId');
  const deleted = await call('DELETE', `${documents}/${documentId}`);
  expect(deleted.status).toBe(202);
  expect(deleted.headers).not.toHaveProperty('ragtime-stale');
  expect(await call('POST', '/v1/search', { body: { query: 'valve' } })).toMatchObject({ status: 200, body: { items: [] } });
});
