import { at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Asked, askerOf } from '../support/ask.ts';
import type { Program } from '../support/program.ts';
import type { Installation } from './installation.ts';
import { installOnTestServers } from './on-test-servers.ts';

let installation: Installation;
let deciding: Program;
let ask: Asked;
let dataset: string;

beforeAll(async () => {
  installation = await installOnTestServers();
  const all = ['command-api', 'query-api', 'read-projector', 'search-projector', 'orchestrator'];
  const [one, other] = await Promise.all([installation.start(['command-api']), installation.start(all)]);
  deciding = one;
  ask = askerOf(other);
  dataset = `/v1/datasets/${textAt(await ask('POST', '/v1/datasets', { json: { name: 'Arrivals' } }), 'datasetId')}`;
});
afterAll(async () => await installation?.stop());

const ownersOf = async (): Promise<readonly unknown[]> => itemsOf(await ask('GET', '/v1/admin/partitions')).map(({ owner }) => owner);
const countsOf = (owners: readonly unknown[]): readonly number[] =>
  [...Map.groupBy(owners, (owner) => owner).values()].map(({ length }) => length);

it('what a node decided that was killed is decided by another one at once, while the group still names the one that is gone', async () => {
  await eventually('both own their share', async () => (countsOf(await ownersOf()).join() === '12,12' ? true : undefined));
  const created = await Promise.all(
    Array.from({ length: 24 }, async (_, number) => await ask('POST', '/v1/datasets', { json: { name: `Dataset ${number}` } })),
  );
  const urls = created.map((answer) => `/v1/datasets/${textAt(answer, 'datasetId')}`);
  await deciding.kill();
  const answers = await Promise.all(urls.map(async (url) => await ask('PATCH', url, { json: { description: 'taken over' } })));
  expect(answers.map(({ status, body }) => [status, at({ body }, 'code')])).toEqual(urls.map(() => [200, undefined]));
  expect(new Set(await ownersOf()).size, 'the group has not yet thrown it out').toBe(2);
});

async function upload(number: number): Promise<string> {
  const json = { name: `${number}.md`, text: `# Arrival ${number}\n\nThe swift of number ${number} arrives from the south.\n` };
  return `${dataset}/documents/${textAt(await ask('POST', `${dataset}/documents?parse=true`, { json }), 'items.0.documentId')}`;
}

interface Attempt {
  readonly status: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
}

/** How long a worker may be silent before its attempt is taken away. */
const leaseMs = 30_000;

/**
 * A stopped worker gives unfinished tasks back at once, and only then another worker begins them again. A task that is begun again within a
 * lease was given back and did not expire: expiry takes a whole lease of silence.
 */
function expectOneAfterTheOther(attempts: readonly Attempt[]): void {
  expect(attempts.at(-1)?.status).toBe('completed');
  for (const [index, { status, durationMs, endedAt }] of attempts.slice(0, -1).entries()) {
    expect([status, durationMs < leaseMs], 'given back').toEqual(['expired', true]);
    expect(Date.parse(attempts[index + 1]?.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(endedAt));
  }
}

it('workers that join and leave under load lose no bell, and begin nothing that another one has not given back', async () => {
  const workers = [await installation.start(['parse-worker'])];
  const urls: string[] = [];
  const joining: Promise<unknown>[] = [];
  for (let number = 0; number < 60; number += 1) {
    urls.push(await upload(number));
    if (number === 10 || number === 20) joining.push(installation.start(['parse-worker']).then((worker) => workers.push(worker)));
    if (number === 40) await Promise.all(joining);
    if (number === 40 || number === 50) joining.push(workers.shift()?.stop() ?? Promise.reject(new Error('no worker is left')));
  }
  await Promise.all(joining);
  for (const url of urls) {
    const document = await eventually(`${url} is parsed`, async () => {
      const answer = await ask('GET', url);
      return at(answer, 'status') === 'parsed' ? answer : undefined;
    });
    const run = await ask('GET', `/v1/runs/${textAt(document, 'runId')}`);
    expect([run.status, at(run, 'taskList.length')]).toEqual([200, 1]);
    expectOneAfterTheOther(at(run, 'taskList.0.attempts') as readonly Attempt[]);
  }
});
