import { type DocumentEntities, type DocumentTopicCommand, type Scope, tasksOfRun, windowTasks } from '@ragtime/domain';
import { named } from './named.ts';

/** A step that depends on the present state. Its target is looked up when the step runs; `pick` chooses among several. */
export type Intent = { readonly datasetId: ReturnType<typeof named>; readonly pick: number } & (
  | { readonly intent: 'work'; readonly outcome: 'completed' | 'completed-with-more' | 'failed' | 'dead' | 'lost' }
  | { readonly intent: 'dead-letter'; readonly act: 'replay' | 'discard' }
  | { readonly intent: 'visible-chunk'; readonly act: 'switch-off' | 'delete' }
);

const workerId = named('worker-1');
const result = { artifact: named('t/d/d/a'), chunks: 3, tokens: 300, pages: 2 };
const error = { code: 'file-damaged', message: 'It is damaged.' };

export function commandFor(intent: Intent, scope: Scope<DocumentEntities>): DocumentTopicCommand | undefined {
  switch (intent.intent) {
    case 'work':
      return workOn(intent, scope);
    case 'dead-letter': {
      const [failedRunId, letter] = pick([...scope.list('dead-letter')], intent.pick) ?? [];
      if (failedRunId === undefined || letter === undefined) return undefined;
      const of = { datasetId: intent.datasetId, documentId: letter.documentId, failedRunId: named(failedRunId) };
      return intent.act === 'discard'
        ? { type: 'DiscardDeadLetter', ...of }
        : { type: 'ReplayDeadLetter', ...of, runId: named(`${failedRunId}-again`) };
    }
    case 'visible-chunk': {
      const visible = [...scope.list('document')].filter(([, { visibleRun }]) => visibleRun > 0);
      const [documentId, document] = pick(visible, intent.pick) ?? [];
      if (documentId === undefined || document === undefined) return undefined;
      const of = { datasetId: intent.datasetId, documentId: named(documentId), chunkId: named('chunk-of-run'), run: document.visibleRun };
      return intent.act === 'delete' ? { type: 'DeleteChunk', ...of } : { type: 'EditChunk', ...of, enabled: false };
    }
  }
}

/** Starts a waiting task, or ends a started one. */
function workOn(
  { datasetId, pick: which, outcome }: Extract<Intent, { intent: 'work' }>,
  scope: Scope<DocumentEntities>,
): DocumentTopicCommand | undefined {
  const open = [...scope.list('run')].flatMap(([runId, run]) =>
    [...tasksOfRun(scope, named(runId), run)].flatMap(([taskId, task]) => (task.status === 'completed' ? [] : [{ run, taskId, task }])),
  );
  const found = pick(open, which);
  if (found === undefined) return undefined;
  const { run, taskId, task } = found;
  const attempt = { datasetId, documentId: run.documentId, run: run.number, taskId, attempt: task.attempt, workerId };
  if (task.status === 'queued') return { type: 'StartAttempt', ...attempt };
  switch (outcome) {
    case 'completed':
      return { type: 'CompleteTask', ...attempt, result, adds: [] };
    case 'completed-with-more':
      return {
        type: 'CompleteTask',
        ...attempt,
        result,
        adds: windowTasks([1, 2].map((page) => ({ first: page, last: page }))),
      };
    case 'failed':
    case 'dead':
      return { type: 'FailAttempt', ...attempt, error, retryable: outcome === 'failed', jitter: 0.5 };
    case 'lost':
      return { type: 'ExpireAttempt', ...attempt };
  }
}

const pick = <Item>(items: readonly Item[], which: number): Item | undefined => items[which % Math.max(1, items.length)];
