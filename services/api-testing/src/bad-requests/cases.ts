import { makeApiKey } from '@ragtime/access';
import { realMachine } from '@ragtime/runtime';
import type { Answer } from '@ragtime/testkit/answers';

export interface Asking {
  readonly key?: string | undefined;
  readonly json?: unknown;
  readonly form?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the cases are asked of: a server with two tenants, a dataset of the first with one document, and keys. */
export interface Stage {
  ask(method: string, path: string, asking?: Asking): Promise<Answer>;
  readonly datasetId: string;
  readonly documentId: string;
  readonly uploadBytesMax: number;
  readonly keys: { readonly own: string; readonly otherTenant: string; readonly expired: string; readonly revoked: string };
}

export interface RequestCase {
  readonly what: string;
  readonly status: number;
  /** Of the problem; absent where the answer is none. */
  readonly code?: string;
  send(stage: Stage): Promise<Answer>;
}

const upload = (stage: Stage, name: string, bytes: string, asking: Asking = {}): Promise<Answer> => {
  const form = new FormData();
  form.append('file', new Blob([bytes]), name);
  return stage.ask('POST', `/v1/datasets/${stage.datasetId}/documents`, { form, ...asking });
};
const text = (stage: Stage, json: Readonly<Record<string, unknown>>, asking: Asking = {}): Promise<Answer> =>
  stage.ask('POST', `/v1/datasets/${stage.datasetId}/documents`, { json, ...asking });
const search = (stage: Stage, json: Readonly<Record<string, unknown>>): Promise<Answer> => stage.ask('POST', '/v1/search', { json });
const list = (stage: Stage, query: string): Promise<Answer> => stage.ask('GET', `/v1/datasets/${stage.datasetId}/documents?${query}`);
const documentOf = ({ datasetId, documentId }: Stage): string => `/v1/datasets/${datasetId}/documents/${documentId}`;

const refused = { status: 400, code: 'request-invalid' } as const;
const unauthenticated = { status: 401, code: 'unauthenticated' } as const;

export const requestCases: readonly RequestCase[] = [
  { what: 'an empty file is taken: its parse says what it is', status: 201, send: (stage) => upload(stage, 'empty.txt', '') },
  { what: 'a file of exactly the upload limit', status: 201, send: (stage) => upload(stage, 'full.txt', 'a'.repeat(stage.uploadBytesMax)) },
  {
    what: 'a file of one byte more',
    status: 413,
    code: 'body-too-large',
    send: (stage) => upload(stage, 'over.txt', 'a'.repeat(stage.uploadBytesMax + 1)),
  },
  {
    what: 'a JSON body over 1 MiB where no text is uploaded',
    status: 413,
    code: 'body-too-large',
    send: (stage) => search(stage, { query: 'a'.repeat(1_100_000) }),
  },
  {
    what: 'a file name with ../ is a name like any other, and no path',
    status: 201,
    send: (stage) => upload(stage, '../../etc/passwd', 'x'),
  },
  { what: 'a file name with control characters', ...refused, send: (stage) => text(stage, { name: 'a\u0007b.txt', text: 'x' }) },
  { what: 'a file name of 300 bytes', status: 201, send: (stage) => text(stage, { name: 'n'.repeat(300), text: 'x' }) },
  { what: 'a file name of 1,025 characters', ...refused, send: (stage) => text(stage, { name: 'n'.repeat(1_025), text: 'x' }) },
  { what: 'a file name with right-to-left marks', status: 201, send: (stage) => text(stage, { name: '\u202egnp.exe\u200f', text: 'x' }) },
  { what: 'a name with a lone surrogate', ...refused, send: (stage) => text(stage, { name: 'a\ud800.txt', text: 'x' }) },
  {
    what: 'a typed-in text with NUL in it (a file may have it)',
    ...refused,
    send: (stage) => text(stage, { name: 'nul.txt', text: 'a\u0000b' }),
  },
  { what: 'an unknown field', ...refused, send: (stage) => text(stage, { name: 'a.txt', text: 'x', colour: 'red' }) },
  {
    what: 'an id of another tenant',
    status: 404,
    code: 'dataset-unknown',
    send: (stage) => stage.ask('GET', `/v1/datasets/${stage.datasetId}`, { key: stage.keys.otherTenant }),
  },
  { what: 'no key', ...unauthenticated, send: (stage) => stage.ask('GET', '/v1/datasets', { key: '' }) },
  { what: 'a malformed key', ...unauthenticated, send: (stage) => stage.ask('GET', '/v1/datasets', { key: 'rt_no-key' }) },
  {
    what: 'a key that nobody made',
    ...unauthenticated,
    send: (stage) => stage.ask('GET', '/v1/datasets', { key: makeApiKey(realMachine.random).text }),
  },
  { what: 'an expired key', ...unauthenticated, send: (stage) => stage.ask('GET', '/v1/datasets', { key: stage.keys.expired }) },
  { what: 'a revoked key', ...unauthenticated, send: (stage) => stage.ask('GET', '/v1/datasets', { key: stage.keys.revoked }) },
  { what: 'a query of 100,000 characters', ...refused, send: (stage) => search(stage, { query: 'word '.repeat(20_000) }) },
  { what: 'a query of only punctuation', status: 200, send: (stage) => search(stage, { query: '?!… --- ;;' }) },
  { what: 'a query in Chinese', status: 200, send: (stage) => search(stage, { query: '电池的保修期是多久?' }) },
  { what: 'an empty query', ...refused, send: (stage) => search(stage, { query: '  ' }) },
  { what: 'a search with limit 0', ...refused, send: (stage) => search(stage, { query: 'a', limit: 0 }) },
  { what: 'a search with limit -1', ...refused, send: (stage) => search(stage, { query: 'a', limit: -1 }) },
  { what: 'a search with limit 1,000,000,000', ...refused, send: (stage) => search(stage, { query: 'a', limit: 1e9 }) },
  {
    what: 'a search that filters by 5,000 members',
    ...refused,
    send: (stage) => search(stage, { query: 'a', filter: Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`m${at}`, 'x'])) }),
  },
  {
    what: 'a search whose filter has 101 values altogether',
    ...refused,
    send: (stage) => search(stage, { query: 'a', filter: { year: Array.from({ length: 100 }, (_, at) => at), lake: 1 } }),
  },
  {
    what: 'metadata of 501 members',
    ...refused,
    send: (stage) =>
      text(stage, { name: 'a.txt', text: 'x', metadata: Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`m${at}`, 1])) }),
  },
  {
    what: 'a list that filters by 21 members',
    ...refused,
    send: (stage) => list(stage, Array.from({ length: 21 }, (_, at) => `metadata.m${at}=1`).join('&')),
  },
  { what: 'a list with limit 0', ...refused, send: (stage) => list(stage, 'limit=0') },
  { what: 'a list with limit -1', ...refused, send: (stage) => list(stage, 'limit=-1') },
  { what: 'a list with limit 1,000,000,000', ...refused, send: (stage) => list(stage, 'limit=1000000000') },
  { what: 'a cursor that no list gave', status: 400, code: 'cursor-invalid', send: (stage) => list(stage, 'cursor=abc') },
  {
    what: 'If-Match of an old version',
    status: 412,
    code: 'version-conflict',
    async send(stage) {
      await stage.ask('PATCH', documentOf(stage), { json: { metadata: { round: realMachine.clock.nowMs() } } });
      return await stage.ask('PATCH', documentOf(stage), { json: { metadata: { round: 0 } }, headers: { 'if-match': '"1"' } });
    },
  },
  {
    what: 'one idempotency key with two bodies',
    status: 422,
    code: 'idempotency-key-reused',
    async send(stage) {
      await text(stage, { name: 'one.txt', text: 'one' }, { headers: { 'idempotency-key': 'two-bodies' } });
      return await text(stage, { name: 'one.txt', text: 'two' }, { headers: { 'idempotency-key': 'two-bodies' } });
    },
  },
  {
    what: 'one idempotency key of two callers: two requests',
    status: 201,
    async send(stage) {
      const asking = { json: { name: `Callers ${realMachine.clock.nowMs()}` }, headers: { 'idempotency-key': 'two-callers' } };
      await stage.ask('POST', '/v1/datasets', asking);
      const other = await stage.ask('POST', '/v1/datasets', { ...asking, key: stage.keys.otherTenant });
      return other.headers['idempotent-replayed'] === undefined ? other : { ...other, status: 0 };
    },
  },
];
