import { decodeManifest, type ManifestStep } from '@ragtime/contracts/artifacts';
import type { BlobId, RunId } from '@ragtime/domain';
import { defaultDatasetSettings } from '@ragtime/domain';
import { describe, expect, it } from 'vitest';
import { datasetId, resultsOf } from '../testing/installation.ts';
import { documentId, request, type Started, start } from '../testing/start-worker.ts';

/** The steps that the run's one result names. */
async function parse(system: Started, name: string): Promise<readonly ManifestStep[]> {
  return (await manifestOf(system, name)).steps;
}

async function manifestOf(system: Started, name: string) {
  const runId = name as RunId;
  await system.machine.until(system.parse(documentId, runId));
  await system.ring(documentId, runId);
  await system.machine.advance(100);
  const end = system.events().at(-1);
  const artifact = end?.type === 'DocumentParsed' && end.runId === runId ? resultsOf(system.events(), runId)[0]?.artifact : undefined;
  if (artifact === undefined) throw new Error(`${name} ended as ${JSON.stringify(end)}`);
  return decodeManifest(await system.blobs.readAll(artifact));
}

async function begin() {
  const system = await start();
  await request(system);
  await system.machine.until(system.submit({ type: 'CancelParsing', datasetId, documents: [{ documentId }], ifMissing: 'refuse' }));
  return { system, steps: await parse(system, 'first') };
}

const artifactOf = (steps: readonly ManifestStep[], name: ManifestStep['name']): BlobId | undefined =>
  steps.find((step) => step.name === name)?.artifact;

async function damage(system: Started, path: BlobId | undefined): Promise<void> {
  if (path === undefined) throw new Error('there is no such artifact');
  await system.blobs.remove([path]);
  await system.blobs.write(path, from('damaged'), { bytesMax: 100 });
}

describe('a run whose input, settings and code are those of an earlier one', () => {
  it('makes nothing again and names the same artifacts', async () => {
    const { system, steps } = await begin();
    expect(await parse(system, 'second')).toStrictEqual(steps);
    expect(system.seen).toMatchObject({ plans: 1, parses: 1 });
  });
  it('still finds the oldest step after many runs', async () => {
    const { system, steps } = await begin();
    for (let n = 0; n < 12; n += 1) await parse(system, `run-${n}`);
    expect(artifactOf(await parse(system, 'last'), 'parse')).toBe(artifactOf(steps, 'parse'));
    expect(system.seen.parses).toBe(1);
  });
});

describe('a run with other settings', () => {
  it('cuts other passages from the same blocks', async () => {
    const { system, steps } = await begin();
    const chunking = { ...defaultDatasetSettings.chunking, chunkTokens: 2, overlapTokens: 0 };
    const embeddingModel = system.embedder.modelId;
    const settings = { ...defaultDatasetSettings, embeddingModel, chunking };
    await system.machine.until(system.submit({ type: 'ChangeDataset', datasetId, settings }));
    const others = await parse(system, 'second');
    expect(system.seen.parses).toBe(1);
    expect(artifactOf(others, 'parse')).toBe(artifactOf(steps, 'parse'));
    expect(artifactOf(others, 'chunk')).not.toBe(artifactOf(steps, 'chunk'));
  });
});

describe('an artifact of an earlier run that is damaged', () => {
  it.each(['chunk', 'embed', 'plan'] as const)('is made anew if the run needs it: %s', async (name) => {
    const { system, steps } = await begin();
    await damage(system, artifactOf(steps, name));
    const others = await parse(system, 'second');
    expect(artifactOf(others, name)).not.toBe(artifactOf(steps, name));
    expect(system.seen.parses).toBe(1);
  });
  it('is made anew together with its input, if that is damaged too', async () => {
    const { system, steps } = await begin();
    await damage(system, artifactOf(steps, 'chunk'));
    await damage(system, artifactOf(steps, 'parse'));
    await parse(system, 'second');
    expect(system.seen.parses).toBe(2);
  });
});

it('another revision takes over nothing from the one before it', async () => {
  const { system } = await begin();
  await system.machine.until(system.revise(documentId, Buffer.from('Another text.')));
  await parse(system, 'second');
  expect(system.seen).toMatchObject({ plans: 2, parses: 2 });
});

async function* from(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

it('a result names the language that its run was requested with', async () => {
  const { system } = await begin();
  const created = system.events().find((event) => event.type === 'DatasetCreated');
  if (created === undefined) throw new Error('there is no dataset');
  expect((await manifestOf(system, 'second')).language).toBe(created.settings.language);
  await system.machine.until(system.submit({ type: 'ChangeDataset', datasetId, settings: { ...created.settings, language: 'de' } }));
  expect((await manifestOf(system, 'third')).language).toBe('de');
});
