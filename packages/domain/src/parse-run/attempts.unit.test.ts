import { specification } from '@ragtime/testkit';
import { describe, it } from 'vitest';
import { documentRules } from '../rules/document-rules.ts';
import {
  ada,
  attemptExpired,
  attemptFailed,
  attemptStarted,
  complete,
  created,
  datasetId,
  documentId,
  documentParsed,
  error,
  expire,
  fail,
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
} from '../testing/document-examples.ts';
import type { DocumentTopicEvent } from '../topics.ts';
import { taskWindows } from './tasks.ts';

const { given } = specification(documentRules);

const open = [created, registered(), requested()] as const;
const running = [...open, attemptStarted()] as const;
const adds = taskWindows([
  { first: 1, last: 20 },
  { first: 21, last: 40 },
]);
const planned = [...running, taskCompleted({ adds, result: result('plan', 0) })] as const;
const [first, second] = [windowTask(0), windowTask(1)];
const cancelled = { type: 'RunCancelled', datasetId, documentId, run: 1, runId: runId('first-run'), reason: 'asked' } as const;

/** `count` attempts of the plan that a worker was given and did not finish. */
const losing = (count: number, end: (attempt: number) => DocumentTopicEvent) =>
  Array.from({ length: count }, (_, index) => [attemptStarted({ attempt: index + 1 }), end(index + 1)]).flat();

describe('an attempt', () => {
  it('starts on a queued task', () =>
    given(...open)
      .when(start())
      .then(attemptStarted()));
  it('starts on each window once the plan is done', () =>
    given(...planned)
      .when(start(second))
      .then(attemptStarted(second)));
  it('may be asked for twice by its own worker', () =>
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
  it('is refused on a task that the run has not', () =>
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
  it('is refused when it names a run that is not yet', () =>
    given(...open)
      .when(start({ run: 2 }))
      .thenRejected('run-superseded'));
  it('is refused when its document is gone', () => given(created).when(start()).thenRejected('run-superseded'));
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
      .when(complete({ adds, result: result('plan', 0) }))
      .then(taskCompleted({ adds, result: result('plan', 0) })));
  it('of a window leaves the run open while another is missing', () =>
    given(...planned, attemptStarted(first))
      .when(complete(first))
      .then(taskCompleted(first)));
  it('of the last window ends the run, with all results in the order of the windows', () =>
    given(...planned, attemptStarted(second), taskCompleted({ ...second, result: result('later pages', 3) }), attemptStarted(first))
      .when(complete({ ...first, result: result('first pages', 4) }))
      .then(
        taskCompleted({ ...first, result: result('first pages', 4) }),
        runEnded(),
        documentParsed({ results: [result('first pages', 4), result('later pages', 3)], chunks: 7, tokens: 60, pages: 2 }),
      ));
  it('tells whether edits are kept as the request asked', () =>
    given(created, registered(), requested({ keepEdits: true }), attemptStarted())
      .when(complete())
      .then(taskCompleted(), runEnded(), documentParsed({ keepEdits: true })));
  it('belongs to the revision that the run was asked for, though there is a newer one', () =>
    given(...running, { type: 'DocumentRevised', datasetId, documentId, revision: 2, original: registered().original })
      .when(complete())
      .then(taskCompleted(), runEnded(), documentParsed({ revision: 1 })));
  it('may be sent twice while the run is open', () =>
    given(...planned)
      .when(complete({ adds, result: result('plan', 0) }))
      .thenNothing());
  it('that differs from the one that was taken is refused', () =>
    given(...planned)
      .when(complete({ adds, result: result('other') }))
      .thenRejected('attempt-superseded'));
  it('that ended its run is an earlier run by now: the worker that lost our answer repeats with its command id', () =>
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

describe('an error of the task', () => {
  it('is tried again after a second, the first time', () =>
    given(...running)
      .when(fail(), { atMs: 5_000 })
      .then(attemptFailed({ retryAtMs: 6_000 })));
  it('waits four times as long the next time', () =>
    given(...open, ...losing(1, (attempt) => attemptFailed({ attempt })), attemptStarted({ attempt: 2 }))
      .when(fail({ attempt: 2 }))
      .then(attemptFailed({ attempt: 2, retryAtMs: 4_000 })));
  it('waits a quarter less or more, as chance says', () => {
    given(...running)
      .when(fail({ jitter: 0 }))
      .then(attemptFailed({ retryAtMs: 750 }));
    given(...running)
      .when(fail({ jitter: 0.9 }))
      .then(attemptFailed({ retryAtMs: 1_200 }));
  });
  it('kills the task at the fourth time, and its run in the same batch', () =>
    given(...open, ...losing(3, (attempt) => attemptFailed({ attempt })), attemptStarted({ attempt: 4 }))
      .when(fail({ attempt: 4 }))
      .then(taskDied({ attempt: 4 }), runFailed()));
  it('that no repeat can mend kills the task at once', () =>
    given(...running)
      .when(fail({ retryable: false }))
      .then(taskDied(), runFailed()));
  it('counts for its own task only', () =>
    given(
      ...open,
      ...losing(3, (attempt) => attemptFailed({ attempt })),
      attemptStarted({ attempt: 4 }),
      taskCompleted({ attempt: 4, adds }),
      attemptStarted(first),
    )
      .when(fail(first))
      .then(attemptFailed({ ...first, retryAtMs: 1_000 })));
  it('is refused from a worker that does not hold the attempt', () =>
    given(...running)
      .when(fail({ workerId: zombie }))
      .thenRejected('attempt-superseded'));
  it('is refused once it was told', () =>
    given(...running, attemptFailed())
      .when(fail())
      .thenRejected('attempt-superseded'));
  it('does not count lost workers', () =>
    given(...open, ...losing(4, (attempt) => attemptExpired({ attempt, lostWorkers: attempt })), attemptStarted({ attempt: 5 }))
      .when(fail({ attempt: 5 }))
      .then(attemptFailed({ attempt: 5, retryAtMs: 1_000 })));
});

describe('a worker that fell silent', () => {
  const lost = (count: number) => losing(count, (attempt) => attemptExpired({ attempt, lostWorkers: attempt, alone: attempt >= 3 }));
  it('loses its attempt', () =>
    given(...running)
      .when(expire())
      .then(attemptExpired()));
  it('leaves the task to the next attempt', () =>
    given(...running, attemptExpired())
      .when(start({ attempt: 2, workerId: zombie }))
      .then(attemptStarted({ attempt: 2, workerId: zombie })));
  it('is counted: after the third the task runs alone', () =>
    given(...open, ...lost(2), attemptStarted({ attempt: 3 }))
      .when(expire({ attempt: 3 }))
      .then(attemptExpired({ attempt: 3, lostWorkers: 3, alone: true })));
  it('is counted: after the fifth the task is dead', () => {
    const death = { code: 'worker-lost', message: '5 workers fell silent at this task' };
    given(...open, ...lost(4), attemptStarted({ attempt: 5 }))
      .when(expire({ attempt: 5 }))
      .then(taskDied({ attempt: 5, error: death }), runFailed({ error: death }));
  });
  it('is counted apart from errors of the task', () =>
    given(...open, ...losing(3, (attempt) => attemptFailed({ attempt })), attemptStarted({ attempt: 4 }))
      .when(expire({ attempt: 4 }))
      .then(attemptExpired({ attempt: 4 })));
  it('cannot be found silent twice', () =>
    given(...running, attemptExpired())
      .when(expire())
      .thenRejected('attempt-superseded'));
  it('cannot be found silent at a task that it completed', () =>
    given(...planned)
      .when(expire())
      .thenRejected('attempt-superseded'));
  it('cannot be found silent at an attempt that another one holds', () =>
    given(...running)
      .when(expire({ workerId: zombie }))
      .thenRejected('attempt-superseded'));
});

describe('a plan is refused', () => {
  const refuses = (ranges: Parameters<typeof taskWindows>[0]) =>
    given(...running)
      .when(complete({ adds: taskWindows(ranges) }))
      .thenRejected('plan-invalid');
  it('when a window reaches into the next', () =>
    refuses([
      { first: 1, last: 20 },
      { first: 20, last: 40 },
    ]));
  it('when windows do not ascend', () =>
    refuses([
      { first: 21, last: 40 },
      { first: 1, last: 20 },
    ]));
  it('when a window is empty', () => refuses([{ first: 2, last: 1 }]));
  it('when a window starts before the first unit', () => refuses([{ first: 0, last: 1 }]));
  it('when a bound is no whole number', () => refuses([{ first: 1, last: 1.5 }]));
  it('when it has more than a thousand windows', () =>
    refuses(Array.from({ length: 1_001 }, (_, index) => ({ first: index + 1, last: index + 1 }))));
  it('when two windows have one name', () =>
    given(...running)
      .when(complete({ adds: adds.map((window) => ({ ...window, ...first })) }))
      .thenRejected('plan-invalid'));
  it('when it comes from a window', () =>
    given(...planned, attemptStarted(first))
      .when(complete({ ...first, adds }))
      .thenRejected('plan-invalid'));
});

it('a thousand windows are a plan', () => {
  const many = taskWindows(Array.from({ length: 1_000 }, (_, index) => ({ first: index + 1, last: index + 1 })));
  given(...running)
    .when(complete({ adds: many }))
    .then(taskCompleted({ adds: many }));
});

it('a task keeps its holder through errors of other tasks', () =>
  given(...planned, attemptStarted(first), attemptStarted({ ...second, workerId: zombie }), attemptFailed({ ...first, error }))
    .when(complete({ ...second, workerId: zombie }))
    .then(taskCompleted({ ...second, workerId: zombie })));
