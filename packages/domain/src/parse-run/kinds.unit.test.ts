import { describe, expect, it } from 'vitest';
import { moreKinds } from '../../testing/more-kinds.ts';
import { blockersOf, faultsOf, kindOf, taskKinds } from './kinds.ts';
import { placeOf, taskIdOf } from './tasks.ts';

const { window } = taskKinds;

describe('a table of kinds', () => {
  it('of the release has no fault', () => expect(faultsOf(taskKinds)).toStrictEqual([]));
  it('of the tests has none either', () => expect(faultsOf(moreKinds)).toStrictEqual([]));
  it.each([
    ['a kind waits for one that is not there', { one: { ...window, waitsFor: ['two'] } }, ['one waits for two, which is no kind']],
    ['a kind adds one that is not there', { one: { ...window, mayAdd: { two: 1 } } }, ['one may add two, which is no kind']],
    ['a kind waits for itself', { one: { ...window, waitsFor: ['one'] } }, ['one waits for itself']],
    [
      'two kinds wait for each other',
      { one: { ...window, waitsFor: ['two'] }, two: { ...window, waitsFor: ['one'] } },
      ['one waits for itself', 'two waits for itself'],
    ],
    [
      'a kind waits for what only itself adds',
      { one: { ...window, waitsFor: ['two'], mayAdd: { two: 1 } }, two: window },
      ['one waits for itself'],
    ],
    [
      'a kind of a document adds one of the dataset',
      { one: { ...window, mayAdd: { two: 1 } }, two: { ...window, scope: 'dataset' as const } },
      ['one may add two, whose runs are of another scope'],
    ],
    ['a name ends in a number, as places do', { 'one-1': window }, ['one-1 is not a valid name of a kind']],
  ])('has a fault when %s', (_, kinds, faults) => expect(faultsOf(kinds)).toStrictEqual(faults));
  it('has nothing under the names that every object has', () => expect(kindOf(taskKinds, 'constructor')).toBeUndefined());
});

it('a kind is blocked by those that it waits for, and by those that may still add one', () => {
  expect(blockersOf(moreKinds, 'summary')).toStrictEqual(new Set(['window', 'picture', 'plan']));
  expect(blockersOf(moreKinds, 'window')).toStrictEqual(new Set());
});

it.each([
  ['plan', 'plan', undefined],
  ['window-0', 'window', 0],
  ['window-9999', 'window', 9_999],
  ['picture-text-3', 'picture-text', 3],
])('%s is a task of kind %s at place %s', (taskId, kind, index) => {
  expect(placeOf(taskIdOf(kind, index))).toStrictEqual({ kind, index });
  expect(taskIdOf(kind, index)).toBe(taskId);
});

it('a place is written in one way', () => expect(placeOf('window-01' as ReturnType<typeof taskIdOf>).kind).not.toBe('window'));
