import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { integer, optional, table, text } from '../tables/table.ts';
import type { AnyChange, Row } from './change.ts';
import { mergeChanges, type TableChanges } from './merge.ts';

const tables = { thing: table({ owner: text, id: text, a: optional(integer), b: optional(integer) }, ['owner', 'id']) };

type Rows = Map<string, Row>;
const named = (row: Row): string => `${String(row['owner'])}/${String(row['id'])}`;

/** Applies one change by its plain meaning. */
function apply(rows: Rows, change: AnyChange): void {
  if ('put' in change) {
    rows.set(named(change.put), change.put);
  } else if ('clear' in change) {
    for (const [name, row] of rows) if (Object.entries(change.clear).every(([column, value]) => row[column] === value)) rows.delete(name);
  } else if ('remove' in change) rows.delete(named(change.key));
  else {
    const before = rows.get(named(change.key));
    if (before !== undefined) rows.set(named(change.key), { ...before, ...change.patch });
  }
}

/** Applies merged changes in the order in which they are written. */
function applyMerged(rows: Rows, { clears, removes, puts, patches }: TableChanges): void {
  for (const clear of clears) apply(rows, { table: 'thing', clear });
  for (const key of removes) apply(rows, { table: 'thing', key, remove: true });
  for (const put of puts) apply(rows, { table: 'thing', put });
  for (const { key, patch } of patches) apply(rows, { table: 'thing', key, patch });
}

const key = fc.record({ owner: fc.constantFrom('x', 'y'), id: fc.constantFrom('1', '2') });
const value = fc.option(fc.nat(9));
const change: fc.Arbitrary<AnyChange> = fc.oneof(
  fc.record({ table: fc.constant('thing'), put: fc.tuple(key, value, value).map(([k, a, b]) => ({ ...k, a, b })) }),
  fc.record({ table: fc.constant('thing'), key, patch: fc.record({ a: value, b: value }, { requiredKeys: [] }) }),
  fc.record({ table: fc.constant('thing'), key, remove: fc.constant(true as const) }),
  fc.record({ table: fc.constant('thing'), clear: fc.record({ owner: fc.constantFrom('x', 'y') }) }),
);

describe('merged changes', () => {
  test('leave the same rows as the changes one by one', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), fc.array(change, { maxLength: 12 }), (history, batch) => {
        const one: Rows = new Map();
        for (const each of history) apply(one, each);
        const merged: Rows = new Map(one);
        for (const each of batch) apply(one, each);
        const changes = mergeChanges(tables, batch).get('thing');
        if (changes !== undefined) applyMerged(merged, changes);
        expect(Object.fromEntries(merged)).toStrictEqual(Object.fromEntries(one));
      }),
      { numRuns: 2000 },
    );
  });

  test('name each row once', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (batch) => {
        const changes = mergeChanges(tables, batch).get('thing');
        const rows = [...(changes?.removes ?? []), ...(changes?.puts ?? []), ...(changes?.patches ?? []).map((patch) => patch.key)];
        expect(new Set(rows.map(named)).size).toBe(rows.length);
      }),
    );
  });
});
