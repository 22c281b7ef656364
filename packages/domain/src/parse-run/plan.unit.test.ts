import { specification } from '@ragtime/testkit';
import { describe, it } from 'vitest';
import {
  attemptStarted,
  complete,
  created,
  registered,
  requested,
  result,
  taskCompleted,
  windowTask,
} from '../../testing/document-examples.ts';
import { documentRules } from '../topics/document/rules.ts';
import { taskWindows } from './tasks.ts';

const { given } = specification(documentRules);

const open = [created, registered(), requested()] as const;
const running = [...open, attemptStarted()] as const;
const adds = taskWindows([
  { first: 1, last: 20 },
  { first: 21, last: 40 },
]);
const planned = [...running, taskCompleted({ adds, result: result('plan', 0) })] as const;
const [first] = [windowTask(0)];
const units = (count: number) => Array.from({ length: count }, (_, index) => ({ first: index + 1, last: index + 1 }));

describe('a plan is refused', () => {
  it.each<readonly [string, Parameters<typeof taskWindows>[0]]>([
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
    ['it has more than a thousand windows', units(1_001)],
  ])('when %s', (_, ranges) =>
    given(...running)
      .when(complete({ adds: taskWindows(ranges) }))
      .thenRejected('plan-invalid'),
  );
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
  const many = taskWindows(units(1_000));
  given(...running)
    .when(complete({ adds: many }))
    .then(taskCompleted({ adds: many }));
});
