import { realMachine } from '@ragtime/runtime';
import { textAt } from '@ragtime/testkit/answers';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callerOf } from '../calling/caller.ts';
import { overALine } from '../calling/over-a-line.ts';
import { type Apis, startApis } from '../installation/apis.ts';
import type { Schema } from './from-schema.ts';
import { type Operation, operationsOf, type RandomRequest, requestOf } from './operations.ts';

/** Rounds of so many requests each, over real lines. */
const [rounds, requestsARound, atOnce] = [840, 24, 4];
/** They take the whole installation along, and have tests of their own. */
const leftOut = new Set(['rebuildProjection', 'switchProjection', 'compareProjection', 'getOpenApi', 'metrics']);

let world: Apis;
let url: string;
let description: Schema;
/** Ids that stood together in an answer, such as a passage's with its document's and its dataset's, so that paths fit together. */
let places: Readonly<Record<string, string>>[] = [];
let datasets = 0;

beforeAll(async () => {
  world = await startApis();
  url = await world.app.listen({ host: '127.0.0.1', port: 0 });
  description = (await (await fetch(`${url}/v1/openapi.json`)).json()) as Schema;
});
afterAll(async () => await world.close());

/** Something to meet: what was there may all be deleted by now, and then hardly anything but refusals would be tried. */
async function addDataset(): Promise<void> {
  const call = callerOf(world.app, world.tenant.keys.operator);
  const { body } = await call('POST', '/v1/datasets', { body: { name: `Birds ${++datasets}` } });
  const datasetId = textAt({ body }, 'datasetId');
  for (const text of ['The heron stands.', 'The keel is wet.', ''.padEnd(9_000, 'Row and row. ')])
    note((await call('POST', `/v1/datasets/${datasetId}/documents?parse=true`, { body: { name: `${text.length}.md`, text } })).body);
  note(body);
}

function note(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  const ids = Object.entries(body).filter(([name, value]) => typeof value === 'string' && name.endsWith('Id'));
  // The key that asks must go on asking.
  const place = Object.fromEntries(ids.filter(([, value]) => !world.tenant.keys.operator.includes(String(value))));
  if (ids.length > 0) places = [...places, { tenantId: world.tenant.tenantId, ...place }].slice(-200);
  for (const value of Object.values(body)) note(value);
}

function pathOf({ operation, path, query, pick }: RandomRequest): string {
  const names = Object.keys(path);
  const fitting = places.filter((place) => names.every((name) => place[name] !== undefined));
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encode(path[name] ?? fitting[pick % Math.max(1, fitting.length)]?.[name] ?? 'unknown'),
  );
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encode(name)}=${encode(typeof one === 'string' ? one : JSON.stringify(one))}`),
  );
  return `${filled}?${parameters.join('&')}`;
}
const encode = (text: string | undefined): string => encodeURIComponent((text ?? '').toWellFormed());

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

async function send(request: RandomRequest, path: string): Promise<Answer> {
  const { status, type, text } = await overALine(url, path, {
    method: request.operation.method,
    headers: {
      authorization: `Bearer ${world.tenant.keys.operator}`,
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    body: JSON.stringify(request.body),
  });
  return { status, type, body: text !== undefined && text !== '' && type.includes('json') ? (JSON.parse(text) as unknown) : text };
}

/** What an answer breaks of its description; undefined: nothing. */
function createCheck() {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  formats.default(ajv);
  ajv.addSchema(description, 'api');
  const pointer = (...parts: readonly string[]) =>
    parts
      .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
      .map(encodeURIComponent)
      .join('/');
  return ({ method, path, answers }: Operation, { status, type, body }: Answer): string | undefined => {
    if (status >= 500 && ![501, 503].includes(status)) return 'a failure of the server';
    if (status === 503 && !['read-model-behind'].includes(String((body as Schema)['code']))) return 'a failure of the server';
    const described = answers.get(status);
    if (described === undefined) return `the status ${status} is not described`;
    if (status >= 400 && type !== 'application/problem+json') return `a problem that is ${type}`;
    if (!type.includes('json') || described.includes('*/*')) return undefined;
    if (!described.includes(type)) return `the type ${type} is not described`;
    const schema = `api#/${pointer('paths', path, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema')}`;
    const validate = ajv.getSchema(schema);
    if (validate === undefined) return `no schema at ${schema}`;
    return validate(body) === true ? undefined : ajv.errorsText(validate.errors);
  };
}

it('no request, however odd, breaks the server or gets an answer that is not as described', { timeout: 3_000_000 }, async () => {
  const operations = operationsOf(description).filter(({ operationId }) => !leftOut.has(operationId));
  const schemas = (description['components'] as Record<string, Record<string, Schema>>)['schemas'] ?? {};
  const resolve = (ref: string): Schema => schemas[ref.slice(ref.lastIndexOf('/') + 1)] ?? {};
  const check = createCheck();
  const counts = new Map<number, number>();
  const answered = new Set<string>();
  let requests = 0;
  const seed = Number(process.env['RAGTIME_TEST_SEED'] ?? Math.floor(realMachine.random.next() * 2 ** 31));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(...operations.map((one) => requestOf(one, resolve))), { minLength: requestsARound, maxLength: requestsARound }),
      async (round) => {
        if (requests % (requestsARound * 10) === 0) await addDataset();
        for (let from = 0; from < round.length; from += atOnce) {
          await Promise.all(
            round.slice(from, from + atOnce).map(async (request) => {
              const at = pathOf(request);
              const answer = await send(request, at);
              requests += 1;
              counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
              if (answer.status < 300) {
                answered.add(request.operation.operationId);
                note(answer.body);
              }
              const broken = check(request.operation, answer);
              if (broken !== undefined)
                throw new Error(`${broken}: ${request.operation.method} ${at}\n${JSON.stringify(request)}\n${JSON.stringify(answer)}`);
            }),
          );
        }
      },
    ),
    { seed, numRuns: rounds, endOnFailure: true },
  );
  const figures = [...counts].sort(([one], [other]) => one - other).map(([status, count]) => `${count} × ${status}`);
  process.stdout.write(`random requests, seed ${seed}: ${requests}, of which ${figures.join(', ')}\n`);
  expect(requests).toBeGreaterThanOrEqual(20_000);
  // Or hardly anything but refusals was tried.
  expect((counts.get(200) ?? 0) / requests).toBeGreaterThan(0.2);
  expect(answered.size / operations.length).toBeGreaterThan(0.6);
});
