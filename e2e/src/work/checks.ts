import { decodeManifest, stepOf } from '@ragtime/contracts/artifacts';
import type { DomainEvent, RunId } from '@ragtime/domain';
import { expect } from 'vitest';
import type { Happened } from './history.ts';
import type { Core } from './system.ts';

type Of<Type extends DomainEvent['type']> = Extract<DomainEvent, { readonly type: Type }>;

const ofType = <Type extends DomainEvent['type']>(history: readonly Happened[], type: Type): readonly Of<Type>[] =>
  history.flatMap(({ event }) => (event.type === type ? [event as Of<Type>] : []));

const lastWords = new Set<DomainEvent['type']>(['DocumentParsed', 'RunFailed', 'RunCancelled']);

/** What the events of one run say in a row. */
function storyOf(history: readonly Happened[], runId: RunId): readonly DomainEvent[] {
  return history.flatMap(({ event }) => ('runId' in event && event.runId === runId ? [event] : []));
}

/** Every accepted parse ends once, and nothing of it comes after its end, or that of its dataset. */
export function expectEveryRunEnds(history: readonly Happened[]): void {
  const closed = new Set(ofType(history, 'DatasetClosed').map(({ datasetId }) => datasetId));
  for (const { runId, datasetId } of ofType(history, 'ParsingRequested')) {
    const types = storyOf(history, runId).map(({ type }) => type);
    if (closed.has(datasetId) && !types.some((type) => lastWords.has(type))) continue; // ended with its dataset
    const ends = types.filter((type) => lastWords.has(type));
    expect(ends, `${runId}: ${types.join(' ')}`).toHaveLength(1);
    expect(lastWords.has(types.at(-1) ?? 'RunEnded'), `${runId}: ${types.join(' ')}`).toBe(true);
  }
}

/** No attempt is started twice, none is skipped, and only the worker of the last one completes its task. */
export function expectAttemptsCountOnce(history: readonly Happened[]): void {
  const started = new Map<string, Of<'AttemptStarted'>>();
  const completed = new Set<string>();
  for (const { event } of history) {
    if (event.type === 'AttemptStarted') {
      const key = `${event.runId}/${event.taskId}`;
      expect(event.attempt, key).toBe((started.get(key)?.attempt ?? 0) + 1);
      started.set(key, event);
    } else if (event.type === 'TaskCompleted') {
      const key = `${event.runId}/${event.taskId}`;
      expect(completed.has(key), key).toBe(false);
      completed.add(key);
      expect(started.get(key), key).toMatchObject({ attempt: event.attempt, workerId: event.workerId });
    }
  }
}

export function expectNothingAfterTheEndOfADataset(history: readonly Happened[]): void {
  const closed = new Set<string>();
  for (const { event } of history) {
    if (!('datasetId' in event)) continue;
    if (closed.has(event.datasetId)) expect(['StoreErased', 'ErasureCompleted']).toContain(event.type);
    if (event.type === 'DatasetClosed') closed.add(event.datasetId);
  }
}

/** What a parsed document shows is there, whole, and has passages. */
export async function expectResultsAreThere({ blobs }: Core, history: readonly Happened[]): Promise<void> {
  const gone = new Set<string>([
    ...ofType(history, 'DocumentDeleted').map(({ documentId }) => documentId),
    ...ofType(history, 'DatasetClosed').map(({ datasetId }) => datasetId),
  ]);
  for (const { documentId, datasetId, results } of ofType(history, 'DocumentParsed')) {
    if (gone.has(documentId) || gone.has(datasetId)) continue;
    for (const { artifact, chunks } of results) {
      const manifest = decodeManifest(await blobs.readAll(artifact));
      expect(manifest.counts.chunks).toBe(chunks);
      for (const name of ['chunk', 'embed'] as const) {
        const step = stepOf(manifest, name);
        expect(step, `${documentId} ${name}`).toBeDefined();
        if (step !== undefined) await blobs.readAll(step.artifact, { sha256: step.sha256 });
      }
    }
  }
}

/** Every deletion was seen through: blobs and keys are gone, and each store answered once. */
export async function expectDeletionsAreDone({ blobs, vault }: Core, history: readonly Happened[]): Promise<void> {
  const done = new Set(ofType(history, 'ErasureCompleted').map(({ receiptId }) => receiptId));
  const deleted = [
    ...ofType(history, 'DocumentDeleted').map(({ receiptId, datasetId, documentId }) => ({
      receiptId,
      below: `${datasetId}/${documentId}`,
    })),
    ...ofType(history, 'DatasetClosed').map(({ receiptId, datasetId }) => ({ receiptId, below: datasetId })),
  ];
  for (const { receiptId, below } of deleted) {
    expect(done.has(receiptId), receiptId).toBe(true);
    for await (const { path } of blobs.list(`tenant/${below}`)) expect(path).toBe('nothing');
    for (const { datasetId, documentId, name } of ofType(history, 'DocumentRegistered')) {
      if (`${datasetId}/${documentId}`.startsWith(`${below}/`) || `${datasetId}/${documentId}` === below)
        expect(vault.open(name).kind, documentId).toBe('erased');
    }
  }
  const answers = ofType(history, 'StoreErased').map(({ receiptId, store }) => `${receiptId}/${store}`);
  expect(new Set(answers).size).toBe(answers.length);
}
