import { decodeManifest, stepOf } from '@ragtime/contracts/artifacts';
import type { DomainEvent, RunId } from '@ragtime/domain';
import type { Happened } from './history.ts';
import type { Core } from './system.ts';

type Of<Type extends DomainEvent['type']> = Extract<DomainEvent, { readonly type: Type }>;

const ofType = <Type extends DomainEvent['type']>(history: readonly Happened[], type: Type): readonly Of<Type>[] =>
  history.flatMap(({ event }) => (event.type === type ? [event as Of<Type>] : []));

const lastWords = new Set<DomainEvent['type']>(['DocumentParsed', 'RunFailed', 'RunCancelled']);

/** The broken promises, in words; empty when there are none. */
export async function violations(core: Pick<Core, 'blobs' | 'vault'>, history: readonly Happened[]): Promise<readonly string[]> {
  return [
    ...runsThatDidNotEnd(history),
    ...attemptsThatCountTwice(history),
    ...eventsAfterTheEndOfADataset(history),
    ...tasksBeforeTheirTime(history),
    ...(await resultsThatAreMissing(core, history)),
    ...(await deletionsThatAreNotDone(core, history)),
  ];
}

function storyOf(history: readonly Happened[], runId: RunId): readonly DomainEvent[] {
  return history.flatMap(({ event }) => ('runId' in event && event.runId === runId ? [event] : []));
}

/** Every accepted parse ends once, and no event of it comes after its end or after the end of its dataset. */
function runsThatDidNotEnd(history: readonly Happened[]): readonly string[] {
  const closed = new Set(ofType(history, 'DatasetClosed').map(({ datasetId }) => datasetId));
  return ofType(history, 'ParsingRequested').flatMap(({ runId, datasetId }) => {
    const types = storyOf(history, runId).map(({ type }) => type);
    const ends = types.filter((type) => lastWords.has(type));
    const last = types.at(-1);
    const endedByItself = ends.length === 1 && last !== undefined && lastWords.has(last);
    const endedWithItsDataset = ends.length === 0 && closed.has(datasetId);
    return endedByItself || endedWithItsDataset ? [] : [`${runId} did not end once: ${types.join(' ')}`];
  });
}

/** No attempt is started twice, none is skipped, and only the worker of the last one completes its task, once. */
function attemptsThatCountTwice(history: readonly Happened[]): readonly string[] {
  const started = new Map<string, Of<'AttemptStarted'>>();
  const completed = new Set<string>();
  return history.flatMap(({ event }) => {
    if (event.type !== 'AttemptStarted' && event.type !== 'TaskCompleted') return [];
    const key = `${event.runId}/${event.taskId}`;
    const before = started.get(key);
    if (event.type === 'AttemptStarted') {
      started.set(key, event);
      return event.attempt === (before?.attempt ?? 0) + 1 ? [] : [`attempt ${event.attempt} at ${key} after ${before?.attempt}`];
    }
    const isFirst = !completed.has(key);
    completed.add(key);
    const isItsHolder = before?.attempt === event.attempt && before.workerId === event.workerId;
    return isFirst && isItsHolder ? [] : [`${key} was completed by attempt ${event.attempt} of ${event.workerId}`];
  });
}

/** A summary starts when no window of its run is open, and no run ends with a task that is open. */
function tasksBeforeTheirTime(history: readonly Happened[]): readonly string[] {
  const open = new Map<RunId, Set<string>>();
  return history.flatMap(({ event }) => {
    if (event.type === 'ParsingRequested') open.set(event.runId, new Set(['plan']));
    const tasks = 'runId' in event ? open.get(event.runId) : undefined;
    if (tasks === undefined) return [];
    if (event.type === 'TaskCompleted') {
      tasks.delete(event.taskId);
      for (const { kind, windows } of event.adds) {
        if (windows.length === 0) tasks.add(kind);
        for (const index of windows.keys()) tasks.add(`${kind}-${index}`);
      }
    }
    const left = [...tasks].join(' ');
    if (event.type === 'RunEnded' && tasks.size > 0) return [`run ${event.runId} ended with ${left}`];
    const isEarly = event.type === 'AttemptStarted' && event.taskId === 'summary' && tasks.size > 1;
    return isEarly ? [`the summary of run ${event.runId} was begun with ${left}`] : [];
  });
}

function eventsAfterTheEndOfADataset(history: readonly Happened[]): readonly string[] {
  const closed = new Set<string>();
  return history.flatMap(({ event }) => {
    if (!('datasetId' in event)) return [];
    const isLate = closed.has(event.datasetId) && event.type !== 'StoreErased' && event.type !== 'ErasureCompleted';
    if (event.type === 'DatasetClosed') closed.add(event.datasetId);
    return isLate ? [`${event.type} after ${event.datasetId} was closed`] : [];
  });
}

/** The artifacts of a parsed document exist, are whole, and have passages. */
async function resultsThatAreMissing({ blobs }: Pick<Core, 'blobs'>, history: readonly Happened[]): Promise<readonly string[]> {
  const gone = new Set<string>([
    ...ofType(history, 'DocumentDeleted').map(({ documentId }) => documentId),
    ...ofType(history, 'DatasetClosed').map(({ datasetId }) => datasetId),
  ]);
  const missing: string[] = [];
  const completed = Map.groupBy(ofType(history, 'TaskCompleted'), ({ runId }) => runId);
  for (const { documentId, datasetId, runId, parts } of ofType(history, 'DocumentParsed')) {
    if (gone.has(documentId) || gone.has(datasetId)) continue;
    const results = (completed.get(runId) ?? []).flatMap(({ result }) => (result.chunks > 0 ? [result] : []));
    if (results.length !== parts) missing.push(`${runId} was parsed in ${parts} parts and has ${results.length}`);
    for (const { artifact, chunks } of results) {
      const manifest = decodeManifest(await blobs.readAll(artifact));
      if (manifest.counts.chunks !== chunks) missing.push(`${artifact} has ${manifest.counts.chunks} passages, not ${chunks}`);
      for (const name of ['chunk', 'embed'] as const) {
        const step = stepOf(manifest, name);
        if (step === undefined) missing.push(`${artifact} has no ${name}`);
        else await blobs.readAll(step.artifact, { sha256: step.sha256 });
      }
    }
  }
  return missing;
}

/** Every deletion is complete: blobs and keys are gone, and each store answered once. */
async function deletionsThatAreNotDone(
  { blobs, vault }: Pick<Core, 'blobs' | 'vault'>,
  history: readonly Happened[],
): Promise<readonly string[]> {
  const done = new Set(ofType(history, 'ErasureCompleted').map(({ receiptId }) => receiptId));
  const deleted = [
    ...ofType(history, 'DocumentDeleted').map((event) => ({ ...event, below: `${event.datasetId}/${event.documentId}` })),
    ...ofType(history, 'DatasetClosed').map((event) => ({ ...event, below: event.datasetId })),
  ];
  const answers = ofType(history, 'StoreErased').map(({ receiptId, store }) => `${receiptId}/${store}`);
  const left = new Set(answers).size === answers.length ? [] : ['a store answered twice'];
  for (const { receiptId, below } of deleted) {
    if (!done.has(receiptId)) left.push(`${receiptId} is not done`);
    for await (const { path } of blobs.list(`tenant/${below}`)) left.push(`${path} is left`);
    for (const { datasetId, documentId, name } of ofType(history, 'DocumentRegistered')) {
      const isBelow = `${datasetId}/${documentId}/`.startsWith(`${below}/`);
      if (isBelow && vault.open(name).kind !== 'erased') left.push(`the key of ${documentId} is left`);
    }
  }
  return left;
}
