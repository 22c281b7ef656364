import { type Handbook, startHandbook } from '@ragtime/api-testing';
import { eventPartitions, topics } from '@ragtime/domain';
import { type Chain, emptyChain, follow, judge, partitionOf } from '@ragtime/event-log';
import { encodePositions } from '@ragtime/http-kit';
import { textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let book: Handbook;
beforeAll(async () => {
  book = await startHandbook();
});
afterAll(async () => await book.apis.close());

describe('what is not there is named', () => {
  it.each([
    ['/v1/receipts/00000000-0000-4000-8000-000000000000', 'receipt-unknown'],
    ['/v1/runs/00000000-0000-4000-8000-000000000000', 'run-unknown'],
    ['/docs/errors/no-such-code', 'not-found'],
  ])('GET %s', async (url, code) => expect(await book.call('GET', url)).toMatchObject({ status: 404, body: { code, status: 404 } }));
});

/** Appends a record that counts and that no release can read. @returns the position behind it */
async function appendUnreadable(topic: string, partition: number, key: string): Promise<Chain> {
  const { log } = book.apis;
  const chain = log.contents(topic, partition).reduce((before: Chain, record) => {
    const verdict = judge(before.link, record);
    return verdict.kind === 'counts' ? follow(verdict.record) : before;
  }, emptyChain);
  const session = await log.openSession(topic, partition);
  const value = Buffer.from('no event');
  const stamp = { at: await session.proveEnd(), previous: chain.link };
  const offset = await session.append([{ key, value, stamp }]);
  await session.close();
  return follow({ offset, key, value, stamp });
}

describe('a dataset whose projection met a record that it cannot handle', () => {
  it('is not shown at a later position, is shown as stale to callers that ask for that, and stops no other dataset', async () => {
    const { call, apis, datasetId } = book;
    const other = textAt(await call('POST', '/v1/datasets', { body: { name: 'Other' } }), 'datasetId');
    await apis.caughtUp();
    const partition = partitionOf(datasetId, eventPartitions);
    const behind = await appendUnreadable(topics.documentEvents, partition, datasetId);
    const later = encodePositions(new Map([[`${topics.documentEvents}/${partition}` as const, behind]]));
    const read = async (id: string, headers = {}) => await call('GET', `/v1/datasets/${id}`, { headers });

    expect(await read(datasetId, { 'ragtime-min-position': later })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { code: 'projection-stopped', detail: expect.stringContaining('cannot-decode') },
    });
    const stale = { status: 200, headers: { 'ragtime-stale': 'true' }, body: { name: 'Handbook' } };
    expect(await read(datasetId, { 'ragtime-min-position': later, 'ragtime-if-behind': 'stale' })).toMatchObject(stale);
    expect(await read(datasetId)).toMatchObject(stale);
    const whole = await read(other);
    expect(whole).toMatchObject({ status: 200, body: { name: 'Other' } });
    expect(whole.headers).not.toHaveProperty('ragtime-stale');
    const projections = await eventually('both projections say it', async () => {
      const text = JSON.stringify((await call('GET', '/v1/admin/projections')).body);
      return (text.match(/"category":"cannot-decode"/gu)?.length ?? 0) >= 2 ? text : undefined;
    });
    expect(projections).toContain(datasetId);
  });
});
