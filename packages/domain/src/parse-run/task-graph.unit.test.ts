import { foldScope, specification } from '@ragtime/testkit';
import { describe, expect, it } from 'vitest';
import {
  attemptStarted,
  complete,
  created,
  datasetId,
  documentParsed,
  expire,
  fail,
  nothingMade,
  registered,
  requested,
  result,
  runEnded,
  runFailed,
  runId,
  settings,
  start,
  taskCompleted,
  taskDied,
  windowTask,
} from '../../testing/document-examples.ts';
import { moreRules } from '../../testing/more-kinds.ts';
import type { TaskId } from '../ids.ts';
import type { DatasetRunRequested } from './events.ts';
import { windowTasks } from './tasks.ts';

const { given } = specification(moreRules);

const taskId = (name: string) => ({ taskId: name as TaskId });
const [first, second, summary] = [windowTask(0), windowTask(1), taskId('summary')];
const windows = windowTasks([
  { first: 1, last: 20 },
  { first: 21, last: 40 },
]);
const one = (kind: string) => ({ kind, windows: [] });
const running = [created, registered(), requested(), attemptStarted()] as const;
const adds = [...windows, one('summary')];
const plan = taskCompleted({ adds, result: nothingMade('plan') });
const planned = [...running, plan] as const;
const done = (of: { readonly taskId: TaskId }, name = of.taskId as string) => [
  attemptStarted(of),
  taskCompleted({ ...of, result: result(name) }),
];

describe('a task over the whole document', () => {
  it('is added by the plan beside the windows', () =>
    given(...running)
      .when(complete({ adds, result: plan.result }))
      .then(plan));
  it('does not start while a window is open', () =>
    given(...planned, ...done(first))
      .when(start(summary))
      .thenRejected('task-not-ready'));
  it('starts once all windows are completed', () =>
    given(...planned, ...done(first), ...done(second))
      .when(start(summary))
      .then(attemptStarted(summary)));
  it('also waits for tasks that a window added', () => {
    const adds = [{ kind: 'picture', windows: [{ first: 3, last: 3 }] }];
    const added = [...planned, ...done(second), attemptStarted(first), taskCompleted({ ...first, adds })];
    given(...added)
      .when(start(summary))
      .thenRejected('task-not-ready');
    given(...added, ...done(taskId('picture-0')))
      .when(start(summary))
      .then(attemptStarted(summary));
  });
  it('keeps its run open: the run ends with the last task of any kind', () => {
    given(...planned, ...done(first), attemptStarted(second))
      .when(complete(second))
      .then(taskCompleted(second));
    given(...planned, ...done(first), ...done(second), attemptStarted(summary))
      .when(complete({ ...summary, result: nothingMade('summary') }))
      .then(
        taskCompleted({ ...summary, result: nothingMade('summary') }),
        runEnded(),
        documentParsed({ parts: 2, chunks: 4, tokens: 60, pages: 2 }),
      );
  });
  it('may make passages too, which count', () =>
    given(...planned, ...done(first), ...done(second), attemptStarted(summary))
      .when(complete({ ...summary, result: result('summary', 1) }))
      .then(
        taskCompleted({ ...summary, result: result('summary', 1) }),
        runEnded(),
        documentParsed({ parts: 3, chunks: 5, tokens: 90, pages: 3 }),
      ));
  it('has the budget of its own kind', () =>
    given(...planned, ...done(first), ...done(second), attemptStarted(summary))
      .when(fail(summary))
      .then(taskDied(summary), runFailed(summary)));
});

describe('a completion adds nothing', () => {
  const page = (unit: number) => ({ first: unit, last: unit });
  const pictures = (...units: readonly number[]) => ({ kind: 'picture', windows: units.map(page) });
  it.each([
    ['of a kind that its own may not add', windows],
    ['of a kind that nobody knows', [one('constructor')]],
    ['past the bound of the kind in one run', [pictures(1, 2, 3, 4)]],
    ['with one kind named twice', [pictures(1), pictures(2)]],
    ['without windows where the kind works on windows', [one('picture')]],
  ])('%s', (_, refused) =>
    given(...planned, attemptStarted(first))
      .when(complete({ ...first, adds: refused }))
      .thenRejected('plan-invalid'),
  );
  it('past the bound of the kind, counted over all who add', () =>
    given(...planned, attemptStarted(first), taskCompleted({ ...first, adds: [pictures(1, 2)] }), attemptStarted(second))
      .when(complete({ ...second, adds: [pictures(21, 22)] }))
      .thenRejected('plan-invalid'));
  it('with windows where the kind works on the whole document', () =>
    given(...running)
      .when(complete({ adds: [{ kind: 'summary', windows: [page(1)] }] }))
      .thenRejected('plan-invalid'));
});

it('tasks of one kind that several others add are numbered on', () =>
  given(
    ...planned,
    attemptStarted(first),
    taskCompleted({ ...first, adds: [{ kind: 'picture', windows: [{ first: 1, last: 1 }] }] }),
    attemptStarted(second),
  )
    .when(complete({ ...second, adds: [{ kind: 'picture', windows: [{ first: 21, last: 21 }] }] }))
    .then(taskCompleted({ ...second, adds: [{ kind: 'picture', from: 1, windows: [{ first: 21, last: 21 }] }] })));

describe('a run of the dataset itself', () => {
  const survey = { documentId: undefined, ...taskId('survey') } as const;
  const verdict = { documentId: undefined, ...taskId('verdict') } as const;
  const asked: DatasetRunRequested = {
    type: 'DatasetRunRequested',
    datasetId,
    run: 1,
    runId: runId('first-run'),
    kind: 'survey',
    settings,
    priority: 'normal',
  };
  const request = { type: 'RequestDatasetRun', datasetId, runId: runId('first-run'), kind: 'survey' } as const;
  const surveyed = [created, asked, attemptStarted(survey)] as const;
  it('begins with a task of the kind that was asked for', () => given(created).when(request).then(asked));
  it('is not begun for a kind that works on documents', () =>
    given(created)
      .when({ ...request, kind: 'plan' })
      .thenRejected('task-kind-unknown'));
  it('is the answer to a second request while it is open', () =>
    given(created, asked)
      .when({ ...request, runId: runId('second-run') })
      .thenNothing());
  it('has a number of its own, whatever runs its documents had', () =>
    given(created, asked, registered(), requested({ runId: runId('of the document') }), runFailed(survey))
      .when({ ...request, runId: runId('second-run') })
      .then({ ...asked, run: 2, runId: runId('second-run') }));
  it('hands out its task like any other', () => given(created, asked).when(start(survey)).then(attemptStarted(survey)));
  it('is no longer spoken of by its number once it is over', () =>
    given(...surveyed, taskCompleted(survey), runEnded(survey))
      .when(start(survey))
      .thenRejected('run-superseded'));
  it('may add tasks, which wait for their turn', () =>
    given(...surveyed)
      .when(complete({ ...survey, adds: [one('verdict')] }))
      .then(taskCompleted({ ...survey, adds: [one('verdict')] })));
  it('ends with its last task, and shows no document', () => {
    const { taskId: _, ...ofRun } = verdict;
    given(...surveyed, taskCompleted({ ...survey, adds: [one('verdict')] }), attemptStarted(verdict))
      .when(complete(verdict))
      .then(taskCompleted(verdict), runEnded(ofRun));
  });
  it('expires and fails as others do, and leaves no dead letter', () => {
    given(...surveyed)
      .when(expire(survey))
      .then({ ...attemptStarted(survey), type: 'AttemptExpired', lostWorkers: 1, alone: false });
    given(...surveyed)
      .when(fail({ ...survey, retryable: false }))
      .then(taskDied(survey), runFailed(survey));
    given(...surveyed, taskDied(survey), runFailed(survey))
      .when({ type: 'DiscardDeadLetter', datasetId, documentId: registered().documentId, failedRunId: runId('first-run') })
      .thenRejected('document-unknown');
  });
  it('is fenced when its dataset is closed', () =>
    given(...surveyed, {
      type: 'DatasetClosed',
      datasetId,
      tenantId: created.tenantId,
      nameHash: created.nameHash,
      receiptId: 'receipt' as never,
    })
      .when(complete(survey))
      .thenRejected('dataset-closed'));
});

it('ten thousand windows that wait cost the state no more than one', () => {
  const units = Array.from({ length: 10_000 }, (_, index) => ({ first: index + 1, last: index + 1 }));
  const scope = foldScope(moreRules, [...running, taskCompleted({ adds: windowTasks(units), result: nothingMade('plan') })]);
  expect([...scope.list('task')].map(([key]) => key)).toStrictEqual(['first-run/plan']); // it is completed; the others are counted
});
