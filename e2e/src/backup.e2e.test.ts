import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, dataOf } from '@ragtime/client';
import { waitUntil } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Caller, createCaller, listAll } from './chaos/http.ts';
import { root } from './support/code-blocks.ts';
import { runCommand } from './support/command-line.ts';
import { type Program, removeProgram, startProgram } from './support/program.ts';

const Question = z.object({ question: z.string() });
const { shown, asked } = z
  .object({ shown: z.array(Question), asked: z.array(Question) })
  .parse(JSON.parse(readFileSync(join(root, 'samples/questions.json'), 'utf8')));
const moreQuestions = [
  'invoices',
  'holiday',
  'security',
  'remote work',
  'budget',
  'fire drill',
  'password',
  'travel',
  'training',
  'contract',
  'parcel',
  'print',
  'key',
];
const questions = [...[...shown, ...asked].map(({ question }) => question), ...moreQuestions].slice(0, 50);

let original: Program;
let restored: Program | undefined;
let backups: string;
beforeAll(async () => {
  backups = await mkdtemp(join(tmpdir(), 'ragtime-backups-'));
  original = await startProgram({ environment: { RAGTIME_SAMPLES: 'on' } });
});
afterAll(async () => {
  await removeProgram(original);
  if (restored !== undefined) await removeProgram(restored);
  await rm(backups, { recursive: true, force: true });
});

const clientOf = (program: Program) => createClient({ baseUrl: program.url, apiKey: program.apiKey }).api;
const callerOf = ({ url, apiKey }: Program): Caller => createCaller(url, apiKey);

const Dataset = z.looseObject({ datasetId: z.string(), name: z.string(), documentCount: z.number().optional() });
const Document = z.looseObject({ documentId: z.string(), name: z.string() });
const Event = z.looseObject({ id: z.string(), time: z.string(), type: z.string(), documentId: z.string().optional(), data: z.unknown() });

const Manifest = z.looseObject({ madeAt: z.string(), counts: z.object({ documents: z.number() }) });

const datasetsOf = async (caller: Caller) => await listAll(caller, '/v1/datasets', Dataset);
const documentsOf = async (caller: Caller, datasetId: string) => await listAll(caller, `/v1/datasets/${datasetId}/documents`, Document);

async function samplesOf(caller: Caller): Promise<string | undefined> {
  return (await datasetsOf(caller)).find(({ name }) => name === 'samples')?.datasetId;
}

/** The ten best passages of each question, with their scores. */
async function answersOf(program: Program, datasetId: string) {
  const client = clientOf(program);
  const answers = [];
  for (const query of questions) {
    const body = { query, limit: 10, datasetIds: [datasetId], highlight: false, rerank: false };
    const { items } = await dataOf(client.POST('/v1/search', { body }));
    answers.push({ query, passages: items.map(({ documentName, text, score }) => ({ documentName, text, score: score.toFixed(6) })) });
  }
  return answers;
}

interface Load {
  /** The ids of documents. */
  readonly written: readonly string[];
  /** The ids of the receipts of deletes. */
  readonly receipts: readonly string[];
  stop(): Promise<void>;
}

/** Uploads, renames and deletes without pause. It parses nothing, so that no score depends on its progress. */
function startLoad(program: Program, datasetId: string): Load {
  const caller = callerOf(program);
  const [written, receipts]: [string[], string[]] = [[], []];
  let isOver = false;
  const Uploaded = z.looseObject({ items: z.tuple([z.looseObject({ documentId: z.string() })]) });
  const Deleted = z.looseObject({ receiptId: z.string() });
  async function client(number: number): Promise<void> {
    for (let count = 0; !isOver; count += 1) {
      const body = { name: `busy-${number}-${count}.md`, text: `# Busy ${count}\n\nSaid by ${number}.` };
      const answer = await caller.ask('POST', `/v1/datasets/${datasetId}/documents`, { body });
      const { documentId } = Uploaded.parse(answer?.body).items[0];
      written.push(documentId);
      const path = (id: string) => `/v1/datasets/${datasetId}/documents/${id}`;
      if (count % 3 === 1) await caller.ask('PATCH', path(documentId), { body: { name: `renamed-${number}-${count}.md` } });
      if (count % 5 !== 4) continue;
      const { body: deleted } = (await caller.ask('DELETE', path(written[written.length >>> 1] ?? documentId))) ?? {};
      const { data } = Deleted.safeParse(deleted);
      if (data !== undefined) receipts.push(data.receiptId);
    }
  }
  const clients = Promise.all([0, 1, 2].map(client));
  return {
    written,
    receipts,
    async stop() {
      isOver = true;
      await clients;
    },
  };
}

/** Waits until each of these deletes that the program knows is done. */
async function erased(caller: Caller, receipts: readonly string[]): Promise<void> {
  for (const receiptId of receipts)
    await waitUntil(`${receiptId} is done`, async () => {
      const answer = await caller.ask('GET', `/v1/receipts/${receiptId}`);
      return answer?.status === 404 || z.looseObject({ done: z.boolean() }).safeParse(answer?.body).data?.done === true;
    });
}

it('a backup that is made under load is what the log held at one moment: read models, bytes, keys and answers', async () => {
  const caller = callerOf(original);
  await waitUntil('the samples are read', async () => {
    const datasetId = await samplesOf(caller);
    const documents = datasetId === undefined ? [] : await documentsOf(caller, datasetId);
    return documents.length >= 25 && documents.every((document) => document['status'] === 'parsed');
  });
  const samples = (await samplesOf(caller)) ?? '';
  const busy = z.looseObject({ datasetId: z.string() }).parse((await caller.ask('POST', '/v1/datasets', { body: { name: 'busy' } }))?.body);
  const load = startLoad(original, busy.datasetId);
  await waitUntil('there is load', async () => await Promise.resolve(load.written.length >= 20));

  const target = join(backups, 'monday');
  const made = await runCommand(original, ['backup', target, '--json']);
  expect([made.exitCode, made.stderr]).toEqual([0, expect.anything()]);
  const behind = load.written.length;
  await waitUntil('the load goes on', async () => await Promise.resolve(load.written.length >= behind + 10));
  await load.stop();

  expect((await runCommand(original, ['restore', '--check', target])).exitCode).toBe(0);
  const folder = join(backups, 'restored');
  const restoring = await runCommand(original, ['restore', target, '--data', folder]);
  expect(restoring).toMatchObject({ exitCode: 0 });
  restored = await startProgram({ folder });
  const again = callerOf(restored);

  // The statistics of words are rewritten by an erasure, and count removed entries before. New indexes count none.
  for (const program of [original, restored]) await erased(callerOf(program), load.receipts);
  for (const program of [original, restored]) expect(await runCommand(program, ['rebuild', 'search'])).toMatchObject({ exitCode: 0 });
  expect(questions).toHaveLength(50);
  expect(await answersOf(restored, samples)).toEqual(await answersOf(original, samples));
  expect(await documentsOf(again, samples)).toEqual(await documentsOf(caller, samples));

  const events = await listAll(caller, '/v1/events', Event);
  const kept = await listAll(again, '/v1/events', Event);
  // The names of documents that were deleted meanwhile cannot be read there any more; everything else is equal.
  const deleted = new Set(events.filter(({ type }) => type === 'DocumentDeleted').map(({ documentId }) => documentId));
  const textOf = ({ data, ...event }: z.infer<typeof Event>) => JSON.stringify(deleted.has(event.documentId) ? event : { ...event, data });
  const byId = new Map(events.map((event) => [event.id, textOf(event)]));
  const { counts, madeAt } = Manifest.parse(JSON.parse(made.stdout));
  // Erasures that were under way go on in the restored folder too.
  const ofThen = kept.filter(({ time }) => time <= madeAt);
  expect(ofThen.filter((event) => byId.get(event.id) !== textOf(event))).toEqual([]);
  expect(ofThen.length).toBeLessThan(events.length);
  const inBusy = await documentsOf(again, busy.datasetId);
  expect(inBusy.length + (await documentsOf(again, samples)).length).toBe(counts.documents);
  for (const { documentId } of inBusy)
    expect((await again.bytes(`/v1/datasets/${busy.datasetId}/documents/${documentId}/content`))?.byteLength).toBeGreaterThan(0);
  for (const projection of ['library', 'search'])
    expect(await runCommand(restored, ['rebuild', projection])).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('equal'),
      stderr: expect.anything(),
    });
});

it('a backup of a folder on which no server runs is made too, and a second one into the same folder is refused', async () => {
  await original.stop();
  const target = join(backups, 'tuesday');
  expect((await runCommand(original, ['backup', target])).exitCode).toBe(0);
  expect((await runCommand(original, ['restore', '--check', target])).exitCode).toBe(0);
  const { exitCode, stderr } = await runCommand(original, ['backup', target]);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('folder-not-empty')]);
});

it('an original that is damaged ends the backup and its restore with 5, and everything else is restored', async () => {
  const blobs = join(original.folder, 'blobs');
  const files = (await readdir(blobs, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const upload = files
    .map((entry) => join(entry.parentPath, entry.name))
    .find((file) => /\/blobs\/blobs\/[^/]+\/[^/]+\/[^/]+\/[^/]+$/.test(file));
  if (upload === undefined) throw new Error('there is no upload');
  const bytes = await readFile(upload);
  bytes.writeUInt8(bytes.readUInt8(bytes.length >>> 1) ^ 0x01, bytes.length >>> 1);
  await writeFile(upload, bytes);

  const target = join(backups, 'wednesday');
  const made = await runCommand(original, ['backup', target]);
  expect([made.exitCode, made.stdout]).toEqual([5, expect.stringMatching(/backup-incomplete[\s\S]*damaged +the uploaded bytes/u)]);
  const checked = await runCommand(original, ['restore', '--check', target, '--json']);
  expect([checked.exitCode, JSON.parse(checked.stdout).losses]).toEqual([
    5,
    [{ what: 'original', fault: 'damaged', path: expect.stringContaining(upload.split('/').at(-1) ?? ''), documentId: expect.any(String) }],
  ]);
  const folder = join(backups, 'restored-in-part');
  expect((await runCommand(original, ['restore', target, '--data', folder])).exitCode).toBe(5);
  const part = await startProgram({ folder });
  const caller = callerOf(part);
  expect(await datasetsOf(caller)).toHaveLength(2);
  await removeProgram(part);
});
