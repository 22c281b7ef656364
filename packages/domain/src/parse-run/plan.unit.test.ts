import { specification } from '@ragtime/testkit';
import { describe, it } from 'vitest';
import {
  attemptStarted,
  complete,
  created,
  datasetId,
  nothingMade,
  registered,
  requested,
  runId,
  taskCompleted,
  windowTask,
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
const [first] = [windowTask(0)];
const units = (count: number) => Array.from({ length: count }, (_, index) => ({ first: index + 1, last: index + 1 }));

describe('a plan is refused', () => {
  it.each<readonly [string, Parameters<typeof windowTasks>[0]]>([
    [
      'a window reaches into the next',
      [
        { first: 1, last: 20 },
        { first: 20, last: 40 },
      ],
    ],
    [
      'windows do not ascend',
      [
        { first: 21, last: 40 },
        { first: 1, last: 20 },
      ],
    ],
    ['a window is empty', [{ first: 2, last: 1 }]],
    ['a window starts before the first unit', [{ first: 0, last: 1 }]],
    ['a bound is no whole number', [{ first: 1, last: 1.5 }]],
    ['it has more than ten thousand windows', units(10_001)],
  ])('when %s', (_, ranges) =>
    given(...running)
      .when(complete({ adds: windowTasks(ranges) }))
      .thenRejected('plan-invalid'),
  );
  it('when it lists its windows twice', () =>
    given(...running)
      .when(complete({ adds: [...adds, ...adds] }))
      .thenRejected('plan-invalid'));
  it('when it comes from a window', () =>
    given(...planned, attemptStarted(first))
      .when(complete({ ...first, adds }))
      .thenRejected('plan-invalid'));
});

it('ten thousand windows are a plan', () => {
  const many = windowTasks(units(10_000));
  given(...running)
    .when(complete({ adds: many }))
    .then(taskCompleted({ adds: many }));
});

it('no kind of this release begins a run of a dataset', () =>
  given(created)
    .when({ type: 'RequestDatasetRun', datasetId, runId: runId('run'), kind: 'plan' })
    .thenRejected('task-kind-unknown'));
