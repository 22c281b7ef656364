import { specification } from '@ragtime/testkit';
import { describe, it } from 'vitest';
import {
  attemptExpired,
  attemptFailed,
  attemptStarted,
  complete,
  created,
  datasetId,
  documentId,
  documentParsed,
  error,
  nothingMade,
  parsedOnce,
  registered,
  requested,
  result,
  runEnded,
  runFailed,
  runId,
  start,
  taskCompleted,
  taskDied,
  windowTask,
  zombie,
} from '../../testing/document-examples.ts';
import { documentRules } from '../topics/document/rules.ts';
import { windowTasks } from './tasks.ts';

const { given } = specification(documentRules);

const open = [created, registered(), requested()] as const;
const running = [...open, attemptStarted()] as const;
const adds = windowTasks([
  { first: 1, last: 20 },
  { first: 21, last: 40 },
]);
const planned = [...running, taskCompleted({ adds, result: nothingMade('plan') })] as const;
const [first, second] = [windowTask(0), windowTask(1)];
const cancelled = { type: 'RunCancelled', datasetId, documentId, run: 1, runId: runId('first-run'), reason: 'asked' } as const;

describe('an attempt', () => {
  it('starts on a queued task', () =>
    given(...open)
      .when(start())
      .then(attemptStarted()));
  it('starts on each window once the plan is done', () =>
    given(...planned)
      .when(start(second))
      .then(attemptStarted(second)));
  it('may be requested twice by its own worker', () =>
    given(...running)
      .when(start())
      .thenNothing());
  it('is refused to a second worker', () =>
    given(...running)
      .when(start({ workerId: zombie }))
      .thenRejected('attempt-superseded'));
  it('is refused under a number that is not due', () =>
    given(...open)
      .when(start({ attempt: 2 }))
      .thenRejected('attempt-superseded'));
  it('is refused on a task that is completed', () =>
    given(...planned)
      .when(start())
      .thenRejected('attempt-superseded'));
  it('is refused on a task that the run does not have', () =>
    given(...running)
      .when(start(first))
      .thenRejected('task-unknown'));
  it('is refused when its run was cancelled', () =>
    given(...running, cancelled)
      .when(start())
      .thenRejected('run-superseded'));
  it('is refused when it names an earlier run', () =>
    given(...open)
      .when(start({ run: 0 }))
      .thenRejected('run-superseded'));
  it('is refused when it names a run that does not exist yet', () =>
    given(...open)
      .when(start({ run: 2 }))
      .thenRejected('run-superseded'));
  it('is refused when its document was deleted', () => given(created).when(start()).thenRejected('run-superseded'));
  it('may start before its retry is due: numbers decide, not clocks', () =>
    given(...running, attemptFailed({ retryAtMs: 1_000 }))
      .when(start({ attempt: 2 }), { atMs: 1 })
      .then(attemptStarted({ attempt: 2 })));
});

describe('a result', () => {
  it('of a plan that did the whole work ends the run and shows the document, in one batch', () =>
    given(...running)
      .when(complete())
      .then(taskCompleted(), runEnded(), documentParsed()));
  it('of a plan adds its windows', () =>
    given(...running)
      .when(complete({ adds, result: nothingMade('plan') }))
      .then(taskCompleted({ adds, result: nothingMade('plan') })));
  it('of a window leaves the run open while another is missing', () =>
    given(...planned, attemptStarted(first))
      .when(complete(first))
      .then(taskCompleted(first)));
  it('of the last window ends the run, with the sums over all windows and no result repeated', () =>
    given(...planned, attemptStarted(second), taskCompleted({ ...second, result: result('later pages', 3) }), attemptStarted(first))
      .when(complete({ ...first, result: result('first pages', 4) }))
      .then(
        taskCompleted({ ...first, result: result('first pages', 4) }),
        runEnded(),
        documentParsed({ parts: 2, chunks: 7, tokens: 60, pages: 2 }),
      ));
  it('of the last window fails the run when no window had any text', () => {
    const empty = (name: string) => ({ result: { ...result(name, 0), tokens: 0 } });
    const textMissing = { code: 'text-missing', message: 'The document holds no text.' };
    given(...planned, attemptStarted(first), taskCompleted({ ...first, ...empty('one') }), attemptStarted(second))
      .when(complete({ ...second, ...empty('two') }))
      .then(taskDied({ ...second, error: textMissing }), runFailed({ ...second, error: textMissing }));
  });
  it('of the last window ends the run when another window had text; only that one is a part of it', () => {
    const [text, blank] = [result('one'), { ...result('two', 0), tokens: 0 }];
    given(...planned, attemptStarted(first), taskCompleted({ ...first, result: text }), attemptStarted(second))
      .when(complete({ ...second, result: blank }))
      .then(taskCompleted({ ...second, result: blank }), runEnded(), documentParsed({ parts: 1, pages: 2 }));
  });
  it('says whether edits are kept, as the request asked', () =>
    given(created, registered(), requested({ keepEdits: true }), attemptStarted())
      .when(complete())
      .then(taskCompleted(), runEnded(), documentParsed({ keepEdits: true })));
  it('belongs to the revision that the run was asked for, though there is a newer one', () =>
    given(...running, { type: 'DocumentRevised', datasetId, documentId, revision: 2, original: registered().original })
      .when(complete())
      .then(taskCompleted(), runEnded(), documentParsed({ revision: 1 })));
  it('may be sent twice while the run is open', () =>
    given(...planned)
      .when(complete({ adds, result: nothingMade('plan') }))
      .thenNothing());
  it('that differs from the accepted one is refused', () =>
    given(...planned)
      .when(complete({ adds, result: result('other') }))
      .thenRejected('attempt-superseded'));
  it('that ended its run names an earlier run: a worker without our answer repeats it under its command id', () =>
    given(...parsedOnce)
      .when(complete())
      .thenRejected('run-superseded'));
  it('is refused from a worker that does not hold the attempt', () =>
    given(...running)
      .when(complete({ workerId: zombie }))
      .thenRejected('attempt-superseded'));
  it('is refused before the attempt was started', () =>
    given(...open)
      .when(complete())
      .thenRejected('attempt-superseded'));
  it('is refused from an attempt that expired, though its worker lives', () =>
    given(...running, attemptExpired())
      .when(complete())
      .thenRejected('attempt-superseded'));
  it('is refused from an expired attempt when its worker holds the next one', () =>
    given(...running, attemptExpired(), attemptStarted({ attempt: 2 }))
      .when(complete())
      .thenRejected('attempt-superseded'));
  it('is refused when its run was cancelled', () =>
    given(...running, cancelled)
      .when(complete())
      .thenRejected('run-superseded'));
  it('is refused when another task of its run has died', () =>
    given(...planned, attemptStarted(first), attemptStarted(second), taskDied(first), runFailed(first))
      .when(complete(second))
      .thenRejected('run-superseded'));
});

it('a task keeps its holder through errors of other tasks', () =>
  given(...planned, attemptStarted(first), attemptStarted({ ...second, workerId: zombie }), attemptFailed({ ...first, error }))
    .when(complete({ ...second, workerId: zombie }))
    .then(taskCompleted({ ...second, workerId: zombie })));
