import { specification } from '@ragtime/testkit';
import { describe, it } from 'vitest';
import {
  attemptExpired,
  attemptFailed,
  attemptStarted,
  created,
  expire,
  fail,
  nothingMade,
  registered,
  requested,
  runFailed,
  start,
  taskCompleted,
  taskDied,
  windowTask,
  zombie,
} from '../../testing/document-examples.ts';
import { documentRules } from '../topics/document/rules.ts';
import type { DocumentTopicEvent } from '../topics/types.ts';
import { windowTasks } from './tasks.ts';

const { given } = specification(documentRules);

const open = [created, registered(), requested()] as const;
const running = [...open, attemptStarted()] as const;
const adds = windowTasks([
  { first: 1, last: 20 },
  { first: 21, last: 40 },
]);
const planned = [...running, taskCompleted({ adds, result: nothingMade('plan') })] as const;
const [first] = [windowTask(0)];

/** `count` attempts of the plan that a worker started and did not finish. */
const losing = (count: number, end: (attempt: number) => DocumentTopicEvent) =>
  Array.from({ length: count }, (_, index) => [attemptStarted({ attempt: index + 1 }), end(index + 1)]).flat();

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
  it('is refused once it was reported', () =>
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
  it('is not counted when it gave the attempt back itself, however often', () =>
    given(...open, ...lost(4), attemptStarted({ attempt: 5 }))
      .when(expire({ attempt: 5, givenBack: true }))
      .then(attemptExpired({ attempt: 5, lostWorkers: 4, alone: true })));
  it('is counted apart from errors of the task', () =>
    given(...open, ...losing(3, (attempt) => attemptFailed({ attempt })), attemptStarted({ attempt: 4 }))
      .when(expire({ attempt: 4 }))
      .then(attemptExpired({ attempt: 4 })));
  it('cannot lose the same attempt twice', () =>
    given(...running, attemptExpired())
      .when(expire())
      .thenRejected('attempt-superseded'));
  it('cannot lose a task that it completed', () =>
    given(...planned)
      .when(expire())
      .thenRejected('attempt-superseded'));
  it('cannot lose an attempt that another worker holds', () =>
    given(...running)
      .when(expire({ workerId: zombie }))
      .thenRejected('attempt-superseded'));
});
