import { describe, expect, test } from 'vitest';
import { flag, integer, json, optional, table, text } from '../tables/table.ts';
import type { AnyChange } from './change.ts';
import { checkChange } from './check.ts';

const tables = { thing: table({ id: text, count: integer, on: flag, any: optional(json) }, ['id']) };
const good = { id: 'a', count: 1, on: true, any: null };

describe('a change that can be written', () => {
  test.each<[string, AnyChange]>([
    ['puts a whole row', { table: 'thing', put: good }],
    ['patches some columns', { table: 'thing', key: { id: 'a' }, patch: { count: 2 } }],
    ['removes a row', { table: 'thing', key: { id: 'a' }, remove: true }],
    ['clears under a key', { table: 'thing', clear: { id: 'a' } }],
  ])('%s', (_, change) => {
    expect(() => checkChange(tables, change)).not.toThrow();
  });
});

describe('a change is refused', () => {
  test.each<[string, AnyChange]>([
    ['for a table that does not exist', { table: 'nothing', put: good }],
    ['with a column missing', { table: 'thing', put: { id: 'a', count: 1, on: true } }],
    ['with null in a column that requires a value', { table: 'thing', put: { ...good, count: null } }],
    ['with a fraction for an integer', { table: 'thing', put: { ...good, count: 0.5 } }],
    ['with an integer that is not exact', { table: 'thing', put: { ...good, count: 2 ** 53 } }],
    ['with a number for a text', { table: 'thing', key: { id: 1 }, patch: {} }],
    ['with a column that does not exist', { table: 'thing', key: { id: 'a' }, patch: { other: 1 } }],
    ['without its key', { table: 'thing', key: {}, remove: true }],
  ])('%s', (_, change) => {
    expect(() => checkChange(tables, change)).toThrow(TypeError);
  });
});
