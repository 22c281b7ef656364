import { type ClientRequest, request } from 'node:http';
import { createLogger } from '@ragtime/runtime';
import { at, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Apis, startApis } from '../installation/apis.ts';
import { type Call, callerOf } from './caller.ts';
import { overALine } from './over-a-line.ts';

let world: Apis;
let url: string;
let call: Call;
let documents: string;
let trouble: string | undefined;
const lines: Readonly<Record<string, unknown>>[] = [];

beforeAll(async () => {
  world = await startApis({
    worker: false,
    searchTrouble: () => trouble,
    http: {
      hostNames: ['rag.example.org'],
      origins: ['https://app.example.org'],
      logger: createLogger({
        level: 'debug',
        destination: { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[number]) },
      }),
    },
  });
  url = await world.app.listen({ host: '127.0.0.1', port: 0 });
  call = callerOf(world.app, world.tenant.keys.operator);
  const datasetId = textAt(await call('POST', '/v1/datasets', { body: { name: 'Doors' } }), 'datasetId');
  documents = `/v1/datasets/${datasetId}/documents`;
});
afterAll(async () => await world.close());

describe('a request to a name', () => {
  const statusFor = async (host: string) => (await overALine(url, '/livez', { method: 'GET', headers: { host } })).status;
  it('that is not one of this server is refused, whatever its route', async () => {
    const answer = await overALine(url, '/v1/datasets', { method: 'GET', headers: { host: 'evil.example.net:9300' } });
    expect(answer.status).toBe(421);
    expect(answer.text).toContain('"code":"host-unknown"');
    expect(await statusFor('evil.example.net')).toBe(421);
    expect(await statusFor('localhost.evil.example.net')).toBe(421);
  });
  it('of this server or to an address is answered', async () => {
    const names = [
      'localhost',
      'LOCALHOST:9300',
      '127.0.0.1:9300',
      '[::1]:9300',
      '10.1.2.3',
      'rag.example.org',
      'rag.example.org:443',
      'localhost.',
    ];
    for (const name of names) expect([name, await statusFor(name)]).toEqual([name, 200]);
  });
});

describe('a page of another origin', () => {
  const preflight = async (origin: string) =>
    await world.app.inject({
      method: 'OPTIONS',
      url: '/v1/search',
      headers: {
        host: 'localhost',
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  it('that is allowed gets an answer before it sends its request, and reads what the API says', async () => {
    const { statusCode, headers } = await preflight('https://app.example.org');
    expect(statusCode).toBe(204);
    expect(headers).toMatchObject({ 'access-control-allow-origin': 'https://app.example.org', 'access-control-max-age': '3600' });
    expect(headers['access-control-allow-headers']).toContain('authorization');
    const answer = await call('GET', '/v1/datasets', { headers: { origin: 'https://app.example.org' } });
    expect(answer.headers['access-control-allow-origin']).toBe('https://app.example.org');
    expect(answer.headers['access-control-expose-headers']).toContain('ragtime-position');
    const refused = await call('GET', '/v1/datasets', { key: 'rt_none', headers: { origin: 'https://app.example.org' } });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, 'https://app.example.org']);
  });
  it('that is not allowed gets nothing that a browser shows it', async () => {
    const { headers } = await preflight('https://evil.example.net');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

it('a member called __proto__ is refused with the reason, in JSON and in a part of a form', async () => {
  const metadata = '{"__proto__": {"admin": true}}';
  const headers = { authorization: `Bearer ${world.tenant.keys.operator}`, 'content-type': 'application/json' };
  const typed = await overALine(url, documents, {
    method: 'POST',
    headers,
    body: `{"name": "a.md", "text": "x", "metadata": ${metadata}}`,
  });
  expect([typed.status, typed.text?.includes('has a member with the name __proto__')]).toEqual([400, true]);
  const form = new FormData();
  form.append('metadata', metadata);
  form.append('file', new Blob(['x']), 'a.md');
  const uploaded = await fetch(url + documents, { method: 'POST', headers: { authorization: headers.authorization }, body: form });
  expect([uploaded.status, (await uploaded.text()).includes('has a member with the name __proto__')]).toEqual([400, true]);
  const broken = await overALine(url, documents, { method: 'POST', headers, body: '{"name": "a.md", ' });
  expect([broken.status, broken.text?.includes('is no JSON')]).toEqual([400, true]);
});

it('the pages of /docs do not ask for HTTPS where the server speaks plain HTTP', async () => {
  const { status, headers } = await call('GET', '/docs/');
  expect([status, headers['content-security-policy']]).toEqual([200, expect.stringContaining("default-src 'self'")]);
  expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
});

describe('while the search index is away', () => {
  it('a search says so at once, even to a caller whose write nobody has indexed yet', async () => {
    const token = at(await call('POST', '/v1/datasets', { body: { name: 'Away' } }), 'datasetId');
    expect(token).toBeDefined();
    trouble = 'search-index does not answer';
    const answer = await call('POST', '/v1/search', { body: { query: 'heron' }, headers: { 'ragtime-min-position': 'no position' } });
    trouble = undefined;
    expect(answer).toMatchObject({ status: 503, body: { code: 'search-unavailable', detail: 'search-index does not answer' } });
    expect(answer.headers['retry-after']).toBe('1');
  });
});

describe('a caller that hangs up', () => {
  const begin = (method: string, path: string, headers: Readonly<Record<string, string>> = {}): ClientRequest => {
    const { hostname, port } = new URL(url);
    const asked = request({ hostname, port, path, method, headers: { authorization: `Bearer ${world.tenant.keys.operator}`, ...headers } });
    asked.on('error', () => undefined); // it is broken off below
    return asked;
  };
  const hungUp = () => lines.filter(({ msg }) => String(msg).startsWith('the caller hung up before its answer')).length;
  const multipart = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '1000000' };
  const part = `--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${'half of it '.repeat(100)}`;

  it.each([
    ['in the middle of an upload', multipart, part],
    ['in the middle of a JSON body', { 'content-type': 'application/json', 'content-length': '5000' }, '{"name": '],
  ])('%s is no defect: no line above info says anything', async (_, headers, bytes) => {
    const [before, from] = [hungUp(), lines.length];
    const asked = begin('POST', documents, headers);
    asked.write(bytes);
    await eventually('the bytes on the line', async () => (asked.socket?.bytesWritten ?? 0) > bytes.length || undefined);
    await overALine(url, '/livez', { method: 'GET', headers: {} });
    asked.destroy();
    await eventually('the end of the request', async () => hungUp() > before || undefined);
    expect(lines.slice(from).filter(({ level }) => ['warn', 'error', 'fatal'].includes(String(level)))).toEqual([]);
  });
});
