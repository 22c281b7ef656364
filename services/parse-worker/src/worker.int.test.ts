import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { openFolderBlobStore } from '@ragtime/blob-store';
import { decodeChunks, decodeManifest, decodeVectors, stepOf } from '@ragtime/contracts/artifacts';
import type { BlobId, DocumentId, DocumentTopicEvent, RunId, TaskResult } from '@ragtime/domain';
import { hashEmbedder, loadGloveEmbedder } from '@ragtime/models';
import { createParser, type Parser } from '@ragtime/parsing';
import { realMachine } from '@ragtime/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ParseWorker } from './options.ts';
import { datasetId, type Installation, install, resultsOf, silentLogger, types, windowsOf, workerId } from './testing/installation.ts';
import { startParseWorker } from './worker.ts';

const samples = join(import.meta.dirname, '../../../samples/documents');
const otherEmbedder = hashEmbedder({ dimensions: 16 });

let folder: string;
let system: Installation;
let worker: ParseWorker;
let parser: Parser;
let parsed = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-worker-'));
  system = await install(realMachine, await openFolderBlobStore({ folder, machine: realMachine }));
  const real = createParser({ timers: realMachine.timers });
  parser = {
    ...real,
    parse(...of) {
      parsed += 1;
      return real.parse(...of);
    },
  };
  await system.start();
  const glove = await loadGloveEmbedder();
  await system.createDataset({ embeddingModel: glove.modelId });
  const { bus, signals, blobs, machine } = system;
  worker = await startParseWorker({
    workerId,
    slots: 2,
    bus,
    signals,
    blobs,
    parser,
    machine,
    logger: silentLogger,
    embedders: [glove, otherEmbedder],
  });
});

afterAll(async () => {
  await worker.stop();
  await parser.close();
  await system.stop();
  await rm(folder, { recursive: true });
});

/** Returns the run's last event. The worker's answers arrive in any time. */
async function ended(runId: RunId): Promise<DocumentTopicEvent> {
  return await eventually(() =>
    system.events().find((event) => (event.type === 'DocumentParsed' || event.type === 'RunFailed') && event.runId === runId),
  );
}

async function eventually<Value>(look: () => Value | undefined): Promise<Value> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await system.machine.timers.sleep(10);
  }
}

async function passagesOf({ artifact }: Pick<TaskResult, 'artifact'>) {
  const manifest = decodeManifest(await system.blobs.readAll(artifact));
  const [chunk, embed] = [stepOf(manifest, 'chunk'), stepOf(manifest, 'embed')];
  if (chunk === undefined || embed === undefined) throw new Error('the manifest lacks a step');
  return {
    manifest,
    chunks: await decodeChunks(await system.blobs.readAll(chunk.artifact, { sha256: chunk.sha256 })),
    vectors: decodeVectors(await system.blobs.readAll(embed.artifact, { sha256: embed.sha256 })),
  };
}

async function parse(documentId: DocumentId, runId: RunId): Promise<DocumentTopicEvent> {
  await system.parse(documentId, runId);
  await system.ring(documentId, runId);
  return await ended(runId);
}

async function sampleFiles(): Promise<readonly string[]> {
  const entries = await readdir(samples, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('a worker', () => {
  it('makes passages and vectors of every sample document, whatever its format', async () => {
    const files = await sampleFiles();
    expect(files.length).toBeGreaterThanOrEqual(25);
    const formats = new Set<string>();
    for (const [index, file] of files.entries()) {
      const documentId = `sample-${index}` as DocumentId;
      await system.register(documentId, await readFile(file), extname(file).slice(1));
      const end = await parse(documentId, `run-${documentId}` as RunId);
      if (end.type !== 'DocumentParsed' || end.chunks === 0) throw new Error(`${file}: ${JSON.stringify(end)}`);
      for (const result of resultsOf(system.events(), end.runId)) {
        const { manifest, chunks, vectors } = await passagesOf(result);
        formats.add(stepOf(manifest, 'plan')?.format ?? 'none');
        expect(chunks).toHaveLength(result.chunks);
        expect(vectors.vectors).toHaveLength(chunks.length);
        expect(vectors.dimensions).toBe(100);
        expect(chunks.filter(({ text }) => text.trim() === '')).toStrictEqual([]);
      }
    }
    expect([...formats].sort()).toStrictEqual(['csv', 'docx', 'html', 'json', 'jsonl', 'md', 'pdf', 'pptx', 'txt', 'xlsx']);
  });

  it('parses nothing again for another embedding model', async () => {
    const documentId = 'again' as DocumentId;
    await system.register(documentId, Buffer.from('# Title\n\nSome words about cargo bikes.\n'), 'md');
    const first = await parse(documentId, 'again-1' as RunId);
    const parsedBefore = parsed;
    await system.submit({ type: 'ChangeDataset', datasetId, settings: await settingsWith(otherEmbedder.modelId) });
    const second = await parse(documentId, 'again-2' as RunId);
    if (first.type !== 'DocumentParsed' || second.type !== 'DocumentParsed') throw new Error('not parsed');
    const [one, other] = [
      await onlyPassages(resultsOf(system.events(), first.runId)),
      await onlyPassages(resultsOf(system.events(), second.runId)),
    ];
    expect(parsed).toBe(parsedBefore);
    expect(other.chunks).toStrictEqual(one.chunks);
    expect([one.vectors.dimensions, other.vectors.dimensions]).toStrictEqual([100, 16]);
  });

  it('cuts a long text into windows, and each of their passages has an id of its own', async () => {
    const documentId = 'long' as DocumentId;
    const line = 'The same line stands in this file again and again, to see whether passages that repeat are told apart.\n';
    await system.register(documentId, Buffer.from(line.repeat(8_000)));
    const runId = 'long-1' as RunId;
    await system.parse(documentId, runId);
    await system.ring(documentId, runId);
    const windows = await eventually(() => {
      const found = windowsOf(system.events(), runId);
      return found.length > 0 ? found : undefined;
    });
    expect(windows.length).toBeGreaterThan(1);
    for (const { taskId, index, first, last } of windows) await system.ring(documentId, runId, { taskId, window: { index, first, last } });
    const end = await ended(runId);
    if (end.type !== 'DocumentParsed') throw new Error(`${end.type}`);
    expect(resultsOf(system.events(), end.runId)).toHaveLength(windows.length);
    const ids = (await Promise.all(resultsOf(system.events(), end.runId).map(passagesOf))).flatMap(({ chunks }) =>
      chunks.map(({ chunkId }) => chunkId),
    );
    expect(ids).toHaveLength(end.chunks);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([
    ['file-damaged', 'a pdf that is cut short', 'pdf', Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Cata')],
    ['format-unknown', 'bytes of no format', 'bin', Buffer.from([0, 1, 2, 3, 255, 254, 0, 9, 0, 200, 201, 0, 7])],
  ])('ends a file that nobody can read as %s', async (code, name, extension, bytes) => {
    const documentId = name.replaceAll(' ', '-') as DocumentId;
    await system.register(documentId, bytes, extension);
    const end = await parse(documentId, `run-${documentId}` as RunId);
    expect(end).toMatchObject({ type: 'RunFailed', error: { code } });
  });

  it('refuses bytes that do not match the hash in the log', async () => {
    const documentId = 'changed' as DocumentId;
    const bytes = Buffer.from('Some words.');
    await system.register(documentId, bytes);
    const blobId = `tenant/${datasetId}/${documentId}/original` as BlobId;
    await system.blobs.remove([blobId]);
    await system.blobs.write(blobId, from(Buffer.from('Other words')), { bytesMax: 100 });
    expect(await parse(documentId, 'changed-1' as RunId)).toMatchObject({ type: 'RunFailed', error: { code: 'original-damaged' } });
  });
});

it('every attempt that was started came to an end', () => {
  const seen = types(system.events());
  const count = (...wanted: readonly string[]) => seen.filter((type) => wanted.includes(type)).length;
  expect(count('AttemptStarted')).toBe(count('TaskCompleted', 'AttemptFailed', 'TaskDied'));
});

async function onlyPassages(results: readonly TaskResult[]) {
  const [only] = results;
  if (only === undefined) throw new Error('no result');
  return await passagesOf(only);
}

async function settingsWith(embeddingModel: string) {
  const created = system.events().find((event) => event.type === 'DatasetCreated');
  if (created?.type !== 'DatasetCreated') throw new Error('no dataset');
  return { ...created.settings, embeddingModel };
}

async function* from(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
