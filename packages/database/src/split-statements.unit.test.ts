import { expect, test } from 'vitest';
import { splitStatements } from './split-statements.ts';

const statementsOf = (script: string): readonly string[] => splitStatements(script).map(({ sql }) => sql.trim());

test('a script is split at its semicolons', () => {
  expect(statementsOf('create table a (b int);\ncreate table c (d int);\n')).toStrictEqual([
    'create table a (b int)',
    'create table c (d int)',
  ]);
});

test('a semicolon within quotes, dollars or a comment ends no statement', () => {
  const script = `insert into a values ('x; ''y'); -- not; here
    create function f() returns int language sql as $body$ select 1; select $$;$$; $body$;
    /* nor; here */ comment on table "a;b" is 'c'`;
  expect(statementsOf(script)).toHaveLength(3);
  expect(statementsOf(script)[0]).toBe(`insert into a values ('x; ''y')`);
});

test('a comment alone is not a statement', () => {
  expect(statementsOf('-- nothing\n; /* here */ ;')).toStrictEqual([]);
});
