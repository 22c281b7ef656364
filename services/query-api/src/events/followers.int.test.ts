import { type Apis, callerOf, startApis } from '@ragtime/api-testing';
import { createClient, type StreamedEvent } from '@ragtime/client';
import { itemsOf, textAt } from '@ragtime/testkit/answers';
import { afterAll, beforeAll, expect, it } from 'vitest';

let world: Apis;
let questions = 0;

beforeAll(async () => {
  world = await startApis({
    worker: false,
    queries: (queries) => ({
      ...queries,
      async listEvents(...of) {
        questions += 1;
        return await queries.listEvents(...of);
      },
    }),
  });
});
afterAll(async () => await world.close());

const followersMax = 50;
const idOf = ({ data }: StreamedEvent) => (data as { readonly id: string }).id;

it('many followers of one resource hear everything once and in order, and share their questions to the database', async () => {
  const call = callerOf(world.app, world.tenant.keys.write);
  const baseUrl = await world.app.listen({ host: '127.0.0.1', port: 0 });
  const client = createClient({ baseUrl, apiKey: world.tenant.keys.write });
  const datasetId = textAt(await call('POST', '/v1/datasets', { body: { name: 'Followed' } }), 'datasetId');
  const query = { resource: datasetId, from: '2000-01-01T00:00:00.000Z' };
  const streams = Array.from({ length: followersMax }, () => client.follow({ query }));
  const heard = streams.map((): string[] => []);
  /** Each follower reads on until it has heard so many events in all. */
  const hear = async (count: number) =>
    await Promise.all(
      streams.map(async (stream, n) => {
        const own = heard[n] ?? [];
        while (own.length < count) {
          const next = await stream.next();
          if (next.done === true) throw new Error('the stream has ended');
          if (next.value.event === 'event') own.push(idOf(next.value));
        }
      }),
    );
  await hear(2);
  questions = 0;
  const rounds = 5;
  for (let round = 0; round < rounds; round += 1) {
    await call('POST', `/v1/datasets/${datasetId}/documents`, { body: { name: `${round}.md`, text: 'x' } });
    await hear(3 + round);
  }
  const asked = questions;
  await Promise.all(streams.map(async (stream) => await stream.return(undefined)));
  const written = itemsOf(await call('GET', `/v1/events?resource=${datasetId}&limit=1000`)).map(({ id }) => id);
  for (const own of heard) expect(own).toEqual(written);
  // One question a growth would be five. A write may be seen in several growths, never by each follower apart.
  expect(asked).toBeLessThan(followersMax);
});
