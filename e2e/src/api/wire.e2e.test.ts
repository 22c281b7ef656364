import { itemsOf, textAt } from '@ragtime/testkit/answers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, askerOf } from '../support/ask.ts';
import { overLine, type Piece } from '../support/line.ts';
import { type Program, removeProgram, startProgram } from '../support/program.ts';

let program: Program;
let ask: Asked;
let documents: string;
let headOf: (line: string, ...headers: readonly string[]) => string;
let line: (pieces: readonly Piece[], answers?: number) => ReturnType<typeof overLine>;

beforeAll(async () => {
  program = await startProgram();
  ask = askerOf(program);
  const created = await ask('POST', '/v1/datasets', { json: { name: 'Wire' } });
  documents = `/v1/datasets/${textAt(created, 'datasetId')}/documents`;
  headOf = (start, ...headers) =>
    `${[`${start} HTTP/1.1`, 'host: localhost', `authorization: Bearer ${program.apiKey}`, ...headers].join('\r\n')}\r\n\r\n`;
  line = async (pieces, answers) => await overLine(program.url, pieces, answers);
});
afterAll(async () => await removeProgram(program));

const part = '--b\r\ncontent-disposition: form-data; name="file"; filename="slow.txt"\r\n\r\n';
const multipart = 'content-type: multipart/form-data; boundary=b';
const expecting = 'expect: 100-continue';

describe('what is no HTTP is answered as a problem, and the line ends', () => {
  it.each([
    ['garbage', 'hello\r\n\r\n', 400, 'request-invalid'],
    ['a method that nobody knows', 'FOO / HTTP/1.1\r\nhost: localhost\r\n\r\n', 400, 'request-invalid'],
    [
      'two lengths',
      'POST /v1/search HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
      'request-invalid',
    ],
    ['headers without end', `GET /livez HTTP/1.1\r\nhost: localhost\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ])('%s', async (_, text, status, code) => {
    const said = await line([text]);
    expect(said.statuses).toStrictEqual([status]);
    expect(said.text).toMatch(/content-type: application\/problem\+json/);
    expect(said.text).toContain(`"code":"${code}"`);
  });
});

describe('Expect: 100-continue', () => {
  it('asks for a body once its head was accepted', async () => {
    const body = '{"name":"Awaited"}';
    const head = headOf('POST /v1/datasets', expecting, 'content-type: application/json', `content-length: ${body.length}`);
    const said = await line([head, (text) => text.includes(' 100 '), body], 2);
    expect(said.statuses).toStrictEqual([100, 201]);
  });
  it.each([
    [
      'nobody knows who asks',
      () => `POST ${documents} HTTP/1.1\r\nhost: localhost\r\n${multipart}\r\n${expecting}\r\ncontent-length: 9\r\n\r\n`,
      401,
    ],
    ['the upload is too large', () => headOf(`POST ${documents}`, multipart, expecting, 'content-length: 99999999999'), 413],
    [
      'the JSON is too large',
      () => headOf('POST /v1/datasets', 'content-type: application/json', expecting, 'content-length: 9999999'),
      413,
    ],
    ['nobody reads the type', () => headOf(`POST ${documents}`, 'content-type: application/xml', expecting, 'content-length: 9'), 415],
  ])('does not ask for one that is refused anyway: %s', async (_, head, status) => {
    const said = await line([head()]);
    expect(said.statuses).toStrictEqual([status]);
    expect(said.text).toMatch(/connection: close/i);
  });
});

describe('a body', () => {
  it('may come as slowly as its line wants, in chunks', async () => {
    const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
    const head = headOf(`POST ${documents}`, multipart, 'transfer-encoding: chunked');
    const said = await line([
      head,
      chunk(part.slice(0, 20)),
      chunk(part.slice(20)),
      chunk('a'),
      chunk('bc\r\n--b-'),
      chunk('-\r\n'),
      '0\r\n\r\n',
    ]);
    expect(said.statuses).toStrictEqual([201]);
    expect(said.text).toContain('"sizeBytes":3');
  });
  it.each([
    ['ends in the middle of a part', multipart, `${part}abc`, 400, 'multipart-invalid'],
    ['says no boundary', 'content-type: multipart/form-data', 'abc', 400, 'multipart-invalid'],
    ['is no multipart at all', multipart, 'abc', 400, 'multipart-invalid'],
    ['is coded in a way that nobody reads', `${multipart}\r\ncontent-encoding: gzip`, 'abc', 415, 'media-type-unsupported'],
    ['is no UTF-8', 'content-type: application/json', Buffer.from([0x22, 0xff, 0x22]), 400, 'request-invalid'],
    [
      'nests without end',
      'content-type: application/json',
      `{"name":"a","text":"b","metadata":{"a":${'['.repeat(90_000)}${']'.repeat(90_000)}}}`,
      400,
      'request-invalid',
    ],
  ])('that %s is refused, and leaves nothing', async (_, type, body, status, code) => {
    const before = itemsOf(await ask('GET', documents)).length;
    const said = await line([headOf(`POST ${documents}`, type, `content-length: ${Buffer.byteLength(body)}`), body]);
    expect(said.statuses).toStrictEqual([status]);
    expect(said.text).toContain(`"code":"${code}"`);
    expect(itemsOf(await ask('GET', documents))).toHaveLength(before);
  });
  it('whose line breaks makes no document, and the server serves on', async () => {
    const before = itemsOf(await ask('GET', documents)).length;
    await line([headOf(`POST ${documents}`, multipart, 'content-length: 5000'), `${part}abc`, 'not the rest'], 0);
    expect(itemsOf(await ask('GET', documents))).toHaveLength(before);
  });
  it('may be empty where none is read, whatever type it claims', async () => {
    const answer = await ask('DELETE', `${documents}/nothing`, { headers: { 'content-type': 'application/json' } });
    expect(answer).toMatchObject({ status: 404, body: { code: 'document-unknown' } });
  });
  it.each(['a\u0000b', 'a\ud800b'])('holds no text that no store gives back: %j', async (text) => {
    for (const json of [{ name: text }, { name: 'x', description: text }])
      expect(await ask('POST', '/v1/datasets', { json })).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
    for (const metadata of [{ a: text }, { [text]: 1 }, { a: [{ b: text }] }])
      expect(await ask('POST', documents, { json: { name: 'x', text: 'y', metadata } })).toMatchObject({ status: 400 });
    expect(await ask('POST', '/v1/search', { json: { query: text } })).toMatchObject({ status: 400 });
  });
});

it('several requests go over one line, in turn', async () => {
  const said = await line([headOf('GET /livez') + headOf('GET /v1/overview') + headOf('HEAD /v1/datasets') + headOf('GET /version')], 4);
  expect(said.statuses).toStrictEqual([200, 200, 200, 200]);
});

describe('the bytes of a document', () => {
  const text = '0123456789';
  let content: string;
  let tag: string;
  beforeAll(async () => {
    const uploaded = await ask('POST', documents, { json: { name: 'digits.txt', text } });
    content = `${documents}/${textAt(uploaded, 'items.0.documentId')}/content`;
    tag = `"${textAt(uploaded, 'items.0.sha256')}"`;
  });
  it.each<[string, () => Record<string, string>, number, string | undefined]>([
    ['whole', () => ({}), 200, text],
    ['in part', () => ({ range: 'bytes=2-4' }), 206, '234'],
    ['in part, if they are the same still', () => ({ range: 'bytes=2-4', 'if-range': tag }), 206, '234'],
    ['whole, if they are others by now', () => ({ range: 'bytes=2-4', 'if-range': '"other"' }), 200, text],
    ['whole, where several parts are asked for', () => ({ range: 'bytes=0-1,3-4' }), 200, text],
    ['not at all, if the caller has them', () => ({ 'if-none-match': `"x", W/${tag}` }), 304, ''],
    ['not at all, if the caller wants none that exist', () => ({ 'if-none-match': '*' }), 304, ''],
    ['not at all, from behind their end', () => ({ range: 'bytes=10-' }), 416, undefined],
  ])('come %s', async (_, headers, status, body) => {
    const answer = await ask('GET', content, { headers: headers() });
    expect(answer.status).toBe(status);
    expect(body === undefined ? undefined : answer.body).toBe(body);
  });
  it('are described whole by HEAD, which has no parts', async () => {
    const said = await line([headOf(`HEAD ${content}`, 'range: bytes=2-4')]);
    expect(said.statuses).toStrictEqual([200]);
    expect(said.text).toContain('content-length: 10');
  });
});
