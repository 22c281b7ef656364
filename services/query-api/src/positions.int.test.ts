import { type Apis, type Call, callerOf, startApis } from '@ragtime/api-testing';
import { topics } from '@ragtime/domain';
import { encodeToken, type PartitionName } from '@ragtime/event-log';
import { itemsOf, textAt } from '@ragtime/testkit/answers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let world: Apis;
let call: Call;
let second: Call;
let url: string;

beforeAll(async () => {
  world = await startApis({ worker: false });
  call = callerOf(world.app, world.tenant.keys.write);
  // Another account, which was shown nothing: what a node remembers for one helps no other.
  second = callerOf(world.app, world.other.keys.write);
  url = `/v1/datasets/${textAt(await call('POST', '/v1/datasets', { body: { name: 'Positions' } }), 'datasetId')}`;
});
afterAll(async () => await world.close());

const positionOf = (offset: number, link = new Uint8Array(8)) => {
  const partitions = Array.from({ length: 12 }, (_, partition): PartitionName => `${topics.documentEvents}/${partition}`);
  return encodeToken(new Map(partitions.map((name) => [name, { offset, link }])));
};
const list = (headers: Record<string, string>, as = call) => as('GET', '/v1/datasets', { headers });

describe('a read that asks for a position', () => {
  it('sees what reached it', async () => {
    for (let n = 0; n < 20; n += 1) {
      const changed = await call('PATCH', url, { body: { description: `Text ${n}` } });
      const headers = { 'ragtime-min-position': String(changed.headers['ragtime-position']) };
      expect(await call('GET', url, { headers })).toMatchObject({ body: { description: `Text ${n}` } });
    }
  });

  it('sees what the same account wrote and was shown, without asking', async () => {
    for (let n = 0; n < 20; n += 1) {
      await call('PATCH', url, { body: { description: `More ${n}` } });
      expect(await call('GET', url)).toMatchObject({ body: { description: `More ${n}` } });
    }
  });

  it('may ask for several at once', async () => {
    const { headers } = await call('GET', url);
    const token = String(headers['ragtime-position']);
    expect((await list({ 'ragtime-min-position': `${token}, ${token}` })).status).toBe(200);
  });

  it('400: it is none that a server gave', async () => {
    for (const token of ['hello', positionOf(3).slice(1)])
      expect(await list({ 'ragtime-min-position': token })).toMatchObject({ status: 400, body: { code: 'position-invalid' } });
  });

  it('409: it is of another log', async () => {
    const token = positionOf(1, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    expect(await list({ 'ragtime-min-position': token }, second)).toMatchObject({ status: 409, body: { code: 'position-unknown' } });
  });

  it('503: it is not reached in time, which the caller chooses; the answer says when to come back', async () => {
    const headers = { 'ragtime-min-position': positionOf(9_999), 'ragtime-wait-ms': '20' };
    expect(await list(headers)).toMatchObject({ status: 503, body: { code: 'read-model-behind' }, headers: { 'retry-after': '1' } });
    expect(await list({ ...headers, 'ragtime-wait-ms': '30000', 'ragtime-if-behind': 'fail' })).toMatchObject({ status: 503 });
  });

  it('200: it is not reached, and the caller takes what there is; which the answer says', async () => {
    const headers = { 'ragtime-min-position': positionOf(9_999), 'ragtime-if-behind': 'stale' };
    const answer = await list(headers);
    expect(answer).toMatchObject({ status: 200, headers: { 'ragtime-stale': 'true' } });
    expect(itemsOf(answer)).toHaveLength(1);
  });

  it.each([
    ['ragtime-wait-ms', '30001'],
    ['ragtime-wait-ms', 'soon'],
    ['ragtime-if-behind', 'perhaps'],
  ])('400: %s is %s', async (name, value) => {
    expect(await list({ [name]: value })).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
  });
});

it('what was shown is stated: whoever comes back with it sees no less', async () => {
  for (let n = 0; n < 30; n += 1) {
    const body = { name: `${n}.md`, text: 'x' };
    const writing = call('POST', `${url}/documents`, { body });
    const shown = await call('GET', `${url}/documents?limit=1000`);
    const again = await call('GET', `${url}/documents?limit=1000`, {
      headers: { 'ragtime-min-position': String(shown.headers['ragtime-position']) },
    });
    expect(itemsOf(again).length).toBeGreaterThanOrEqual(itemsOf(shown).length);
    await writing;
  }
});
