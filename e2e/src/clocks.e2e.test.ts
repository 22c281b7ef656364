import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { realMachine } from '@ragtime/runtime';
import { waitUntil } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Caller, createCaller, listAll } from './chaos/http.ts';
import { jsonOf } from './support/command-line.ts';
import { type Program, removeProgram, spawnProgram } from './support/program.ts';

const hourMs = 3_600_000;
const preload = fileURLToPath(new URL('./support/shifted-clock.ts', import.meta.url));
const Created = z.looseObject({ datasetId: z.string() });
const Uploaded = z.looseObject({ items: z.array(z.looseObject({ documentId: z.string() })) });
const Event = z.looseObject({ time: z.string() });
const Document = z.looseObject({ status: z.string() });

let folder: string;
let program: Program;
let caller: Caller;
let datasetId: string;

const setClock = async (aheadMs: number) => await writeFile(join(folder, 'clock'), String(aheadMs));
const environment = () => ({ NODE_OPTIONS: `--import=${preload}`, E2E_CLOCK_FILE: join(folder, 'clock') });
const begin = async (aheadMs: number, args: readonly string[] = []) => {
  await setClock(aheadMs);
  program = await spawnProgram({ ...(program !== undefined && { folder: program.folder }), environment: environment(), args });
  caller = createCaller(program.url, program.apiKey);
  // It is not ready while it cannot write, and answers reads all the same.
  await waitUntil('reads are answered', async () => (await caller.ask('GET', '/v1/datasets'))?.status === 200);
};
const create = async (name: string) => await caller.ask('POST', '/v1/datasets', { body: { name } });
const describeDataset = async (description: string) => await caller.ask('PATCH', `/v1/datasets/${datasetId}`, { body: { description } });
const refused = { status: 503, body: expect.objectContaining({ code: 'clock-off' }) };
const written = { status: 200 };
const times = async () => (await listAll(caller, '/v1/events', Event)).map(({ time }) => Date.parse(time));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-clock-'));
});
afterAll(async () => {
  await removeProgram(program);
  await rm(folder, { recursive: true });
});

describe('a clock that is set while the program runs', () => {
  it.each([2 * hourMs, -2 * hourMs])('by %i ms writes nothing, says so, and needs nothing but to be set right', async (byMs) => {
    if (program === undefined) {
      await begin(0);
      datasetId = Created.parse((await create('before'))?.body).datasetId;
    }
    await setClock(byMs);
    await waitUntil('the clock is noticed', async () => (await describeDataset(`wrong by ${byMs}`))?.status === 503);
    expect(await describeDataset('wrong')).toMatchObject(refused);
    expect(await (await fetch(`${program.url}/readyz`)).text()).toContain('clock-off');
    await setClock(0);
    await waitUntil('writes go on', async () => (await describeDataset(`right after ${byMs}`))?.status === 200);
    const rightMs = realMachine.clock.nowMs();
    expect((await times()).filter((timeMs) => Math.abs(timeMs - rightMs) > hourMs)).toEqual([]);
  });
});

describe('records that a wrong clock wrote 25 hours ahead', () => {
  it('make every right clock refuse to write, and the answer says why', async () => {
    await program.stop();
    await begin(25 * hourMs);
    expect(await describeDataset('from tomorrow')).toMatchObject(written);
    await program.stop();
    await begin(0);
    expect(await describeDataset('from today')).toMatchObject(refused);
    expect(await readFile(`${program.folder}.log`, 'utf8')).toMatch(/behind the last record.*a partition cannot write now/);
    const before = (await times()).length;
    await program.stop();
    await begin(0);
    expect(await describeDataset('from today')).toMatchObject(refused);
    expect(await times()).toHaveLength(before);
  });

  it('are accepted by the order of an operator: time stands still, and everything goes on', async () => {
    await program.stop();
    await begin(0, ['--accept-clock']);
    expect(await describeDataset('accepted')).toMatchObject(written);
    expect(await jsonOf(program, 'status')).toMatchObject({ log: { troubled: [] } });
    const form = new FormData();
    form.append('file', new Blob(['Marmalade is made of oranges.'], { type: 'text/plain' }), 'a.txt');
    const uploaded = await caller.ask('POST', `/v1/datasets/${datasetId}/documents?parse=true`, { body: form });
    const [document] = Uploaded.parse(uploaded?.body).items;
    await waitUntil('it is parsed', async () => {
      const answer = await caller.ask('GET', `/v1/datasets/${datasetId}/documents/${document?.documentId}`);
      return Document.parse(answer?.body).status === 'parsed';
    });
    await program.stop();
    await begin(0);
    expect(await describeDataset('an ordinary start')).toMatchObject(written);
    await program.stop();
  });
});
