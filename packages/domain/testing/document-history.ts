import { expect } from 'vitest';
import { allStores } from '../src/erasure/receipt.ts';
import type { AttemptStarted, TaskResult } from '../src/parse-run/events.ts';
import { planTaskId } from '../src/parse-run/tasks.ts';
import { documentRules } from '../src/topics/document/rules.ts';
import type { DocumentTopicEvent } from '../src/topics/types.ts';
import type { Logged } from './frozen-scope.ts';

type Log = readonly Logged<DocumentTopicEvent>[];
type Event = DocumentTopicEvent;

/** Checks from the log alone, without the rules, whether its history is possible. */
export function checkDocumentHistory(log: Log): void {
  checkVersions(log);
  checkDataset(log.map(({ event }) => event));
  checkDocuments(log.map(({ event }) => event));
  checkReceipts(log);
  for (const runId of new Set(log.flatMap(({ event }) => ('runId' in event ? [event.runId] : [])))) {
    checkRun(log.filter(({ event }) => 'runId' in event && event.runId === runId));
  }
}

/** The run of a dataset is over with the event that ends it. The run of a document may leave a dead letter. */
const isLastOfDatasetRun = (event: Event) => (event.type === 'RunEnded' || event.type === 'RunFailed') && event.documentId === undefined;

const isLast = (event: Event) =>
  isLastOfDatasetRun(event) ||
  ['DatasetClosed', 'DocumentDeleted', 'RunCancelled', 'DocumentParsed', 'DeadLetterDiscarded', 'ErasureCompleted'].includes(event.type);

/** Each event raises its subject's version by one, from 1, until the subject is gone. */
function checkVersions(log: Log): void {
  const versions = new Map<string, number>();
  for (const { event, version } of log) {
    const { kind, id } = documentRules.subjectOf(event);
    // Edits that a run dropped and deleted passages begin anew.
    if (kind === 'chunk' && version === 1) versions.delete(id);
    expect(version).toBe((versions.get(id) ?? 0) + 1);
    if (isLast(event) || (event.type === 'ChunkDeleted' && event.run === 0)) versions.delete(id);
    else versions.set(id, version);
  }
}

function checkDataset(events: readonly Event[]): void {
  const first = events.findIndex(({ type }) => type === 'DatasetCreated' || type === 'DatasetAbandoned');
  expect(first).toBeLessThanOrEqual(0);
  expect(events.filter(({ type }) => type === 'DatasetCreated' || type === 'DatasetAbandoned').length).toBe(Math.min(events.length, 1));
  if (events[0]?.type === 'DatasetAbandoned') expect(events).toHaveLength(1);
  const closed = events.findIndex(({ type }) => type === 'DatasetClosed');
  if (closed < 0) return;
  for (const { type } of events.slice(closed + 1)) expect(['StoreErased', 'ErasureCompleted']).toContain(type);
}

/** Every event of a document lies between its registration and its end. Its runs are numbered without a gap. */
function checkDocuments(events: readonly Event[]): void {
  const runs = new Map<string, { last: number; open: string | undefined; revision: number }>();
  for (const event of events) {
    if (event.type === 'StoreErased' || event.type === 'ErasureCompleted' || !('documentId' in event)) continue;
    if (event.documentId === undefined) continue;
    const live = runs.get(event.documentId);
    if (event.type === 'DocumentRegistered') {
      expect(live).toBeUndefined();
      runs.set(event.documentId, { last: 0, open: undefined, revision: 1 });
      continue;
    }
    if (live === undefined) throw new Error(`${event.type} of a document that is not there`);
    if (event.type === 'DocumentRevised') expect(event.revision).toBe((live.revision += 1));
    if (event.type === 'ParsingRequested') {
      expect([live.open, event.run, event.revision]).toStrictEqual([undefined, live.last + 1, live.revision]);
      live.last = event.run;
      live.open = event.runId;
    }
    if ('runId' in event && event.type !== 'DeadLetterDiscarded') expect([event.run, event.runId]).toStrictEqual([live.last, live.open]);
    if (event.type === 'RunCancelled' || event.type === 'RunFailed' || event.type === 'DocumentParsed') live.open = undefined;
    if (event.type === 'DocumentDeleted') {
      expect(live.open).toBeUndefined();
      runs.delete(event.documentId);
    }
  }
}

/** Each store answers once for each deletion, and the last answer completes it in the same batch. */
function checkReceipts(log: Log): void {
  const owed = new Map<string, Set<string>>();
  for (const [index, { event, command }] of log.entries()) {
    if (event.type === 'DocumentDeleted' || event.type === 'DatasetClosed') {
      expect(owed.has(event.receiptId)).toBe(false);
      owed.set(event.receiptId, new Set(allStores));
    }
    if (event.type === 'StoreErased') {
      expect(owed.get(event.receiptId)?.delete(event.store)).toBe(true);
      const isDone = owed.get(event.receiptId)?.size === 0;
      const next = log[index + 1];
      expect(next?.command === command && next.event.type === 'ErasureCompleted').toBe(isDone);
    }
    if (event.type === 'ErasureCompleted') expect(owed.get(event.receiptId)?.size).toBe(0);
  }
}

interface Seen {
  attempts: number;
  held: AttemptStarted | undefined;
  result: TaskResult | undefined;
}

/** A run ends at most once. It becomes visible only with every task completed, each by the worker that held its last attempt. */
function checkRun(log: Log): void {
  const tasks = new Map<string, Seen>();
  const isOver = (index: number) => log.slice(0, index).some(({ event }) => ['RunEnded', 'RunFailed', 'RunCancelled'].includes(event.type));
  for (const [index, { event, command }] of log.entries()) {
    const before = log[index - 1];
    if (event.type === 'ParsingRequested' || event.type === 'DatasetRunRequested') {
      expect(index).toBe(0);
      tasks.set(event.type === 'ParsingRequested' ? planTaskId : event.kind, { attempts: 0, held: undefined, result: undefined });
    } else if (event.type === 'DocumentParsed') {
      expect(before?.event.type === 'RunEnded' && before.command === command).toBe(true);
      const made = [...tasks.values()].map(({ result }) => result);
      expect(made).not.toContain(undefined);
      expect(event.parts).toBe(made.filter((result) => (result?.chunks ?? 0) > 0).length);
      expect(event.chunks).toBe(made.reduce((total, result) => total + (result?.chunks ?? 0), 0));
    } else if (event.type === 'DeadLetterDiscarded') expect(before?.event.type).toBe('RunFailed');
    else expect(isOver(index)).toBe(false);
    if (event.type === 'RunEnded') {
      expect([...tasks.values()].filter(({ result }) => result === undefined)).toStrictEqual([]);
      expect(log[index + 1]?.event.type).toBe(event.documentId === undefined ? undefined : 'DocumentParsed');
    }
    if (event.type === 'TaskDied') expect(log[index + 1]?.event.type).toBe('RunFailed');
    if ('attempt' in event) checkAttempt(event, tasks);
  }
}

/** Which kinds of the tests wait for which, written down a second time. */
const waitsFor: Readonly<Record<string, readonly string[]>> = { summary: ['plan', 'window', 'picture'], verdict: ['survey'] };

const stillOpen = (tasks: ReadonlyMap<string, Seen>, kinds: readonly string[]): readonly string[] =>
  [...tasks]
    .filter(([taskId, { result }]) => result === undefined && kinds.includes(taskId.replace(/-\d+$/u, '')))
    .map(([taskId]) => taskId);

function checkAttempt(event: Extract<Event, { attempt: number }>, tasks: Map<string, Seen>): void {
  const task = tasks.get(event.taskId);
  if (task === undefined) throw new Error(`${event.type} of a task that its run has not`);
  if (event.type === 'AttemptStarted') {
    expect(stillOpen(tasks, waitsFor[event.taskId] ?? [])).toStrictEqual([]);
    expect([task.held, task.result, event.attempt]).toStrictEqual([undefined, undefined, task.attempts + 1]);
    task.attempts = event.attempt;
    task.held = event;
    return;
  }
  expect(event.attempt).toBe(task.held?.attempt);
  if (event.type !== 'TaskDied') expect(event.workerId).toBe(task.held?.workerId);
  task.held = undefined;
  if (event.type !== 'TaskCompleted') return;
  task.result = event.result;
  for (const { kind, from, windows } of event.adds) {
    const before = [...tasks.keys()].filter((taskId) => taskId.startsWith(`${kind}-`)).length;
    expect(from).toBe(before);
    const names = windows.length === 0 ? [kind] : windows.map((_, place) => `${kind}-${before + place}`);
    for (const name of names) {
      expect(tasks.has(name)).toBe(false);
      tasks.set(name, { attempts: 0, held: undefined, result: undefined });
    }
  }
}
