import { type DecodedToken, decodeToken, encodeToken, type Positions } from '@ragtime/event-log';
import { type Answer, at, textAt } from '@ragtime/testkit/answers';
import { waitUntil } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Asked, askerOf } from '../support/ask.ts';
import { type Program, removeProgram, startProgram } from '../support/program.ts';

let program: Program;
let ask: Asked;
let dataset: string;
let count = 0;

beforeAll(async () => {
  program = await startProgram();
  ask = askerOf(program);
});
afterAll(async () => await removeProgram(program));
beforeEach(async () => {
  count += 1;
  dataset = `/v1/datasets/${textAt(await ask('POST', '/v1/datasets', { json: { name: `Repeats ${count}` } }), 'datasetId')}`;
});

async function killAndStart(): Promise<void> {
  await program.kill();
  program = await startProgram({ folder: program.folder });
  ask = askerOf(program);
}

const upload = async (name = 'a.md', query = ''): Promise<string> => {
  const uploaded = await ask('POST', `${dataset}/documents${query}`, { json: { name, text: 'The heron stands still.' } });
  return `${dataset}/documents/${textAt(uploaded, 'items.0.documentId')}`;
};
const isParsed = async (document: string) => await waitUntil('parsed', async () => at(await ask('GET', document), 'status') === 'parsed');

/** What a client may compare of two answers. */
const comparable = ({ status, headers, body }: Answer) => ({
  status,
  body,
  etag: headers['etag'],
  commandId: headers['ragtime-command-id'],
});

describe('a repeat gets the first answer', () => {
  it('though the program was killed in between, and what it was about is gone', async () => {
    const document = await upload('b.md', '?parse=true');
    await isParsed(document);
    const chunkId = textAt(await ask('GET', `${document}/chunks`), 'items.0.chunkId');
    const requests = [
      ['PATCH', dataset, { description: 'About herons', name: `Herons ${count}` }],
      ['PATCH', document, { name: 'c.md', metadata: { bird: 'heron' } }],
      ['POST', `${document}/chunks`, { text: 'Herons fly.' }],
      ['PATCH', `${document}/chunks/${chunkId}`, { text: 'A heron stands.' }],
      ['DELETE', `${document}/chunks/${chunkId}`, undefined],
      ['POST', `${dataset}/parse`, { all: true }],
      ['POST', `${dataset}/cancel`, { all: true }],
      ['DELETE', document, undefined],
      ['DELETE', dataset, undefined],
    ] as const;
    const send = async ([method, path, json]: (typeof requests)[number], place: number) =>
      await ask(method, path, { headers: { 'idempotency-key': `key-${place}` }, ...(json === undefined ? {} : { json }) });
    const first: Answer[] = [];
    for (const [place, one] of requests.entries()) {
      const answer = await send(one, place);
      expect([one[0], one[1], answer.status < 300]).toStrictEqual([one[0], one[1], true]);
      expect(answer.headers).not.toHaveProperty('idempotent-replayed');
      first.push(answer);
    }
    await killAndStart();
    for (const [place, one] of requests.entries()) {
      // Nothing was open any more that a cancel could have ended: it left no trace, and is decided afresh.
      if (one[1].endsWith('/cancel')) continue;
      const again = await send(one, place);
      expect({ request: one, ...comparable(again) }).toStrictEqual({ request: one, ...comparable(first[place] ?? again) });
      expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    }
    const other = await ask('PATCH', document, { headers: { 'idempotency-key': 'key-1' }, json: { name: 'other.md' } });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    const fresh = await ask('PATCH', document, { headers: { 'idempotency-key': 'fresh' }, json: { name: 'other.md' } });
    expect(fresh).toMatchObject({ status: 404, body: { code: 'document-unknown' } });
  });

  it('of a revision, though the document that was revised is gone', async () => {
    const document = await upload();
    const revise = async () =>
      await ask('POST', `${dataset}/documents?ifExists=replace`, {
        json: { name: 'a.md', text: 'It flies.' },
        headers: { 'idempotency-key': 'revise' },
      });
    const first = await revise();
    expect(first).toMatchObject({ status: 201, body: { items: [{ outcome: 'revised', version: 2 }] } });
    await ask('DELETE', document);
    expect(comparable(await revise())).toStrictEqual(comparable(first));
    expect(await ask('GET', `${dataset}/documents`)).toMatchObject({ body: { items: [] } });
  });

  it('to all that there was, without what came since', async () => {
    await upload();
    const parse = async () => await ask('POST', `${dataset}/parse`, { json: { all: true }, headers: { 'idempotency-key': 'everything' } });
    const first = await parse();
    await Promise.all(Array.from({ length: 120 }, async (_, place) => await upload(`${place}.md`)));
    expect(comparable(await parse())).toStrictEqual(comparable(first));
    expect(await ask('GET', `${dataset}/documents?status=uploaded&total=true&limit=1`)).toMatchObject({ body: { total: 120 } });
  });
});

describe('a position', () => {
  const positionsOf = (token: DecodedToken): Positions => (token.kind === 'ok' ? token.positions : new Map());
  const changed = async (change: (offset: number, link: Uint8Array) => readonly [number, Uint8Array]): Promise<string> => {
    const token = String((await ask('GET', dataset)).headers['ragtime-position']);
    return encodeToken(
      new Map(
        [...positionsOf(decodeToken(token))].map(([partition, { offset, link }]) => {
          const [next, nextLink] = change(offset, link);
          return [partition, { offset: next, link: nextLink }];
        }),
      ),
    );
  };

  it('of another log is 409, malformed 400', async () => {
    const other = await changed((offset, link) => [offset, link.map((byte) => byte ^ 1)]);
    expect(await ask('GET', dataset, { headers: { 'ragtime-min-position': other } })).toMatchObject({
      status: 409,
      body: { code: 'position-unknown' },
    });
    expect(await ask('GET', dataset, { headers: { 'ragtime-min-position': 'x' } })).toMatchObject({ status: 400 });
  });
  it('that is not reached is waited for, fails, or is passed over, as the caller says', async () => {
    const headers = { 'ragtime-min-position': await changed((offset, link) => [offset + 1_000, link]) };
    const behind = { status: 503, body: { code: 'read-model-behind' }, headers: { 'retry-after': '1' } };
    expect(await ask('GET', dataset, { headers: { ...headers, 'ragtime-if-behind': 'fail' } })).toMatchObject(behind);
    expect(await ask('GET', dataset, { headers: { ...headers, 'ragtime-wait-ms': '300' } })).toMatchObject(behind);
    expect(await ask('GET', dataset, { headers: { ...headers, 'ragtime-if-behind': 'stale' } })).toMatchObject({
      status: 200,
      headers: { 'ragtime-stale': 'true' },
    });
  });
  it('is known still after a kill', async () => {
    const document = await upload();
    const token = String((await ask('GET', document)).headers['ragtime-position']);
    await killAndStart();
    expect((await ask('GET', document, { headers: { 'ragtime-min-position': token } })).status).toBe(200);
  });
});
