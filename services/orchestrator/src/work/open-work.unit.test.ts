import {
  type BlobId,
  type DatasetId,
  type DocumentId,
  type DocumentTopicEvent,
  defaultDatasetSettings,
  type RunId,
  type TaskId,
  type TaskKinds,
  taskKinds,
  type WorkerId,
} from '@ragtime/domain';
import { describe, expect, it } from 'vitest';
import { createDocuments } from '../documents/documents.ts';
import { createOpenWork, type WorkChange } from './open-work.ts';

const summary = { ...taskKinds.window, scope: 'document', waitsFor: ['window'], resource: 'model' } as const;
const kinds: TaskKinds = { ...taskKinds, plan: { ...taskKinds.plan, mayAdd: { window: 10_000, summary: 1 } }, summary };
const place = { datasetId: 'dataset' as DatasetId, documentId: 'document' as DocumentId, run: 1, runId: 'run' as RunId };
const workerId = 'ada' as WorkerId;
const meta = { atMs: 7, correlationId: 'c', tenantId: 't', traceParent: undefined };
const requested: DocumentTopicEvent = {
  type: 'ParsingRequested',
  ...place,
  revision: 1,
  original: 'o' as BlobId,
  settings: defaultDatasetSettings,
  priority: 'normal',
  keepEdits: false,
};
const started = (taskId: string): DocumentTopicEvent => ({
  type: 'AttemptStarted',
  ...place,
  taskId: taskId as TaskId,
  attempt: 1,
  workerId,
});
const completed = (taskId: string, ...adds: readonly string[]): DocumentTopicEvent => ({
  type: 'TaskCompleted',
  ...place,
  taskId: taskId as TaskId,
  attempt: 1,
  workerId,
  result: { artifact: 'a' as BlobId, chunks: 1, tokens: 1, pages: 1 },
  adds: adds.map((kind) => ({ kind, from: 0, windows: kind === 'window' ? [1, 2].map((unit) => ({ first: unit, last: unit })) : [] })),
});
/** What each event changes, in the order of the events. */
function changes(...events: readonly DocumentTopicEvent[]): readonly (readonly string[])[] {
  const work = createOpenWork(
    createDocuments(() => undefined),
    kinds,
  );
  const words = ({ kind, task }: WorkChange) => `${task.taskId} ${kind}`;
  return events.map((event) => work.apply(event, meta).map(words));
}

describe('a task that waits for others of its run', () => {
  const planned = [requested, started('plan'), completed('plan', 'window', 'summary')];
  it('does not start while one of them is open', () => {
    expect(changes(...planned).at(-1)).toStrictEqual(['plan ended', 'window-0 waits', 'window-1 waits']);
    expect(changes(...planned, completed('window-1')).at(-1)).toStrictEqual(['window-1 ended']);
  });
  it('may start once, with the event that completes the last of them', () => {
    const all = [...planned, completed('window-1'), completed('window-0'), started('summary')];
    expect(changes(...all).slice(-2)).toStrictEqual([
      ['window-0 ended', 'summary waits'],
      ['summary ended', 'summary runs'],
    ]);
  });
  it('ends with its run', () => {
    const cancelled: DocumentTopicEvent = { type: 'RunCancelled', ...place, reason: 'asked' };
    expect(changes(...planned, completed('window-0'), cancelled).at(-1)).toStrictEqual(['window-1 ended', 'summary ended']);
  });
  it('never starts if this release does not know its kind', () =>
    expect(changes(requested, started('plan'), completed('plan', 'unheard-of')).at(-1)).toStrictEqual(['plan ended']));
});

it('the kind of a task says which resource of a worker it needs', () => {
  const work = createOpenWork(
    createDocuments(() => undefined),
    kinds,
  );
  for (const event of [requested, started('plan'), completed('plan', 'window', 'summary')]) work.apply(event, meta);
  const resourceOf = (taskId: string) => work.find(place.runId, taskId as TaskId)?.task.resource;
  expect([resourceOf('window-0'), resourceOf('summary')]).toStrictEqual(['heavy', 'model']);
});
