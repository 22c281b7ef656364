import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eventPartitions, topics } from '@ragtime/domain';
import { partitionOf } from '@ragtime/event-log';
import { waitUntil } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Caller, createCaller, listAll, patiently } from './chaos/http.ts';
import { jsonOf, runCommand } from './support/command-line.ts';
import { cutLog } from './support/cut-log.ts';
import { type Program, removeProgram, spawnProgram, startProgram } from './support/program.ts';

const Named = z.looseObject({ datasetId: z.string(), name: z.string() });
const Created = z.looseObject({ datasetId: z.string() });
const Found = z.looseObject({ items: z.array(z.looseObject({ text: z.string() })) });

let program: Program;
let caller: Caller;
/** Snapshots are frequent, so that some lie behind a cut. */
const environment = { RAGTIME_SNAPSHOT_RECORDS: '10' };

const begin = async (args: readonly string[] = []) => {
  program = await startProgram({ folder: program.folder, environment, args });
  caller = patiently(createCaller(program.url, program.apiKey));
};
const createDataset = async (name: string): Promise<string> => {
  const answer = await caller.ask('POST', '/v1/datasets', { body: { name } });
  expect(answer).toMatchObject({ status: 201 });
  return Created.parse(answer?.body).datasetId;
};
const datasets = async () => (await listAll(caller, '/v1/datasets', Named)).map(({ name }) => name).toSorted();
const upload = async (datasetId: string, text: string) => {
  const form = new FormData();
  form.append('file', new Blob([text], { type: 'text/plain' }), `${text.split(' ')[0]}.txt`);
  const answer = await caller.ask('POST', `/v1/datasets/${datasetId}/documents?parse=true`, { body: form });
  expect(answer?.status).toBeLessThan(300);
};
const finds = async (word: string): Promise<boolean> => {
  const answer = await caller.ask('POST', '/v1/search', { body: { query: word, weights: { lexical: 1, vector: 0 } } });
  expect(answer).toMatchObject({ status: 200 });
  return Found.parse(answer?.body).items.some(({ text }) => text.includes(word));
};
const isFound = async (word: string) => await waitUntil(`${word} is found`, async () => await finds(word));
/** The sentences that a start printed for its operator before it ended by itself, and its exit code. */
const refusal = async () => {
  const before = (await readFile(`${program.folder}.log`, 'utf8')).length;
  const refused = await spawnProgram({ folder: program.folder, environment });
  await refused.exited;
  const lines = (await readFile(`${program.folder}.log`, 'utf8')).slice(before).split('\n');
  // A line of the log is JSON; anything else is for people.
  return { code: refused.process.exitCode, sentences: lines.filter((line) => line !== '' && !line.startsWith('{')) };
};

/** More than there are partitions, so that most partitions have some. */
const many = Array.from({ length: 16 }, (_, number) => number);
const createAndDelete = async (name: string): Promise<void> => {
  const datasetId = await createDataset(name);
  expect((await caller.ask('DELETE', `/v1/datasets/${datasetId}`))?.status).toBeLessThan(300);
};
const describeDataset = async (datasetId: string, description: string) =>
  expect(await caller.ask('PATCH', `/v1/datasets/${datasetId}`, { body: { description } })).toMatchObject({ status: 200 });

let lostId: string;

beforeAll(async () => {
  program = await startProgram({ environment });
  caller = patiently(createCaller(program.url, program.apiKey));
  const keptId = await createDataset('kept');
  await upload(keptId, 'marmalade is made of oranges');
  await isFound('marmalade');
  lostId = await createDataset('half lost');
  for (const number of Array.from({ length: 40 }, (_, at) => at)) await describeDataset(lostId, `state ${number}`);
  await upload(lostId, 'quince is a fruit');
  await isFound('quince');
  for (const number of many) await createAndDelete(`early ${number}`);
  await program.stop();
  const [keptAt, lostAt] = [keptId, lostId].map((id) => partitionOf(id, eventPartitions));
  cutLog(program.folder, topics.documentEvents, (records, partition) => {
    if (partition === lostAt) return records - 30;
    return partition === keptAt ? records : 1;
  });
});
afterAll(async () => await removeProgram(program));

describe('a log that lost its last records', () => {
  it('is refused in one sentence, each time, also when only snapshots know of them', async () => {
    const refused = { code: 1, sentences: [expect.stringMatching(/the log ends at \d+: .*serve --refold.*\[log-unreadable\]$/)] };
    expect(await refusal()).toEqual(refused);
    expect(await refusal()).toEqual(refused);
    const reset = await runCommand(program, ['keys', 'reset', '--data', program.folder]);
    expect(reset).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('log-unreadable') });
    await rename(join(program.folder, 'database'), join(program.folder, 'database-aside'));
    expect(await refusal()).toEqual(refused);
    await rm(join(program.folder, 'database'), { recursive: true });
    await rename(join(program.folder, 'database-aside'), join(program.folder, 'database'));
  });

  it('goes on with the order of an operator: everything is as this log says', async () => {
    await begin(['--refold']);
    const output = await readFile(`${program.folder}.log`, 'utf8');
    expect(output).toContain('the rows of a projection do not fit the log');
    expect(output).toContain('the search index does not fit the log');
    expect((await datasets()).filter((name) => !name.startsWith('early'))).toEqual(['half lost', 'kept']);
    expect(await caller.ask('GET', `/v1/datasets/${lostId}`)).toMatchObject({
      body: { description: expect.stringMatching(/^state [12]?\d$/) },
    });
    await isFound('marmalade');
    expect(await finds('quince')).toBe(false);
    expect(await jsonOf(program, 'status')).toMatchObject({ log: { generation: 2, troubled: [] } });
  });

  it('takes new work, and names of deleted datasets are free again although offsets are used a second time', async () => {
    await upload(lostId, 'rhubarb is no fruit');
    await isFound('rhubarb');
    for (const number of many) await createAndDelete(`late ${number}`);
    for (const number of many)
      await waitUntil(`the name late ${number} is free`, async () => {
        const answer = await caller.ask('POST', '/v1/datasets', { body: { name: `late ${number}` } });
        return answer?.status === 201;
      });
    expect((await datasets()).filter((name) => name.startsWith('late'))).toHaveLength(many.length);
    await program.stop();
  });

  it('needs the order once: the next start is an ordinary one, and its read models are those of this log', async () => {
    await begin();
    expect(await jsonOf(program, 'status')).toMatchObject({ log: { generation: 2, troubled: [] } });
    await isFound('rhubarb');
    const rebuilt = await runCommand(program, ['rebuild']);
    expect(rebuilt).toMatchObject({ exitCode: 0 });
    await program.stop();
  });

  it('loses more: that needs the order again', async () => {
    cutLog(program.folder, topics.documentEvents, (records) => Math.max(1, records - 2));
    expect(await refusal()).toMatchObject({ code: 1, sentences: [expect.stringContaining('serve --refold')] });
    await begin(['--refold']);
    expect(await jsonOf(program, 'status')).toMatchObject({ log: { generation: 3 } });
    await program.stop();
  });
});
