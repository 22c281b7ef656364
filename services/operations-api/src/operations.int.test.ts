import { callerOf, type Handbook, startHandbook } from '@ragtime/api-testing';
import { at, itemsOf } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let book: Handbook;
let call: Handbook['call'];
let search: Handbook['search'];

beforeAll(async () => {
  book = await startHandbook();
  ({ call, search } = book);
});
afterAll(async () => await book.apis.close());

describe('operations', () => {
  it('show queues, workers, partitions and storage', async () => {
    await eventually('a worker', async () => (itemsOf(await call('GET', '/v1/admin/workers')).length === 1 ? true : undefined));
    expect(await call('GET', '/v1/admin/queues')).toMatchObject({ status: 200, body: { waiting: [], running: [] } });
    expect(itemsOf(await call('GET', '/v1/admin/partitions'))).toHaveLength(24);
    expect(await call('GET', '/v1/admin/storage')).toMatchObject({ status: 200, body: { databaseBytes: expect.any(Number) as number } });
    expect(await call('GET', '/v1/overview')).toMatchObject({ body: { datasets: 1, documents: { parsed: 1 } } });
    expect((await search({ query: 'pump' })).status).toBe(200);
    const metrics = await call('GET', '/metrics');
    expect(String(metrics.body)).toContain('ragtime_http_request_seconds_count{method="POST",route="/v1/search",status="200"}');
    expect((await callerOf(book.apis.app, undefined)('GET', '/metrics')).status).toBe(401);
  });

  it.each(['library', 'search'])('rebuild %s while it answers, compare, and switch back', async (name) => {
    const url = `/v1/admin/projections/${name}`;
    expect((await call('GET', `${url}/comparison`)).status).toBe(404);
    expect((await call('POST', `${url}/switch`)).status).toBe(404);
    expect(await call('POST', `${url}/rebuild`)).toMatchObject({ status: 202, body: { state: 'running' } });
    expect([202, 409]).toContain((await call('POST', `${url}/rebuild`)).status);
    const done = await eventually('rebuilt', async () => {
      const projection = await call('GET', url);
      return at(projection, 'rebuild.state') === 'running' ? undefined : projection;
    });
    const report = { same: true, switched: true, reasons: [] };
    expect(done).toMatchObject({ body: { name, stopped: [], rebuild: { state: 'done', report } } });
    expect(await call('GET', `${url}/comparison`)).toMatchObject({ status: 200, body: { report: { same: true } } });
    expect(itemsOf(await search({ query: 'pump' }))).toHaveLength(1);
    expect(await call('POST', `${url}/switch`)).toMatchObject({ status: 200, body: { generation: expect.any(Number) as number } });
    expect(itemsOf(await search({ query: 'pump' }))).toHaveLength(1);
    expect((await call('POST', `${url}/rebuild?force=maybe`)).status).toBe(400);
    expect((await call('POST', `${url}/rebuild?force=true`)).status).toBe(202);
    const forced = await eventually('rebuilt by force', async () => {
      const projection = await call('GET', url);
      return at(projection, 'rebuild.state') === 'running' ? undefined : projection;
    });
    expect(forced).toMatchObject({ body: { rebuild: { state: 'done', report: { forced: true, switched: true } } } });
  });

  it('404: no such projection', async () => {
    expect(await call('POST', '/v1/admin/projections/nothing/rebuild')).toMatchObject({
      status: 404,
      body: { code: 'projection-unknown' },
    });
  });
});
