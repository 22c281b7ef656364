import { type Handbook, startHandbook } from '@ragtime/api-testing';
import { at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let book: Handbook;
let call: Handbook['call'];
let commandId: string;
let documentId: string;

beforeAll(async () => {
  book = await startHandbook();
  ({ call, commandId, documentId } = book);
});
afterAll(async () => await book.apis.close());

describe('the audit log', () => {
  it('has every event of a thing in order, with versions that count from 1, and nothing of others', async () => {
    const events = itemsOf(await call('GET', `/v1/events?resource=${documentId}&limit=1000`));
    const own = events.filter((event) => at({ body: event }, 'subject.kind') === 'document');
    expect(own.map(({ version }) => version)).toEqual(own.map((_, place) => place + 1));
    expect(events[0]).toMatchObject({ type: 'DocumentRegistered', documentId, commandId, data: { name: 'guide/bo"iler.md' } });
    expect(textAt({ body: events[0] }, 'actor')).toContain(`user:${book.apis.tenant.userId}`);
  });

  it('filters, and pages without a gap or a double', async () => {
    const types = new Set(itemsOf(await call('GET', '/v1/events?type=DocumentParsed&limit=1000')).map(({ type }) => type));
    expect([...types]).toEqual(['DocumentParsed']);
    const all = itemsOf(await call('GET', '/v1/events?limit=1000')).map(({ id }) => id);
    const paged: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await call('GET', `/v1/events?limit=3${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      paged.push(...itemsOf(page).map(({ id }) => id));
      cursor = at(page, 'nextCursor') as string | undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all);
    const [one, two] = itemsOf(await call('GET', `/v1/events?resource=${documentId}`));
    const after = itemsOf(await call('GET', `/v1/events?resource=${documentId}&after=${String(one?.['position'])}`));
    expect(after[0]).toEqual(two);
  });

  it('speaks CloudEvents where the caller asks for them', async () => {
    const answer = await call('GET', `/v1/events?resource=${documentId}&limit=1`, {
      headers: { accept: 'application/cloudevents-batch+json' },
    });
    expect(answer.headers['content-type']).toContain('application/cloudevents-batch+json');
    expect(answer.headers['link']).toMatch(/^<\/v1\/events\?.*cursor=.*>; rel="next"$/);
    expect(answer.body).toMatchObject([
      { specversion: '1.0', type: 'ragtime.DocumentRegistered', subject: `document/${documentId}`, source: '/v1/events' },
    ]);
  });

  it('gives the outcome of a command by its id', async () => {
    expect(await call('GET', `/v1/commands/${commandId}`)).toMatchObject({
      status: 200,
      body: { commandId, outcome: 'accepted', events: [{ type: 'DocumentRegistered' }] },
    });
    expect(await call('GET', '/v1/commands/nothing')).toMatchObject({ status: 404, body: { code: 'command-unknown' } });
  });
});
