import { createHash } from 'node:crypto';
import { rawStatement } from '@ragtime/database';
import { type QuerySqlToken } from 'slonik';
import { columnName, type Table, type Tables } from '../tables/table.ts';

/** Each generation of a projection has its own schema. Readers see one of them through views. */
export const schemaOf = (projection: string, generation: number): string => `${projection}_g${generation}`;

/** Covers everything that decides on rows. A different fingerprint means that other code made the generation. */
export const fingerprintOf = (projection: { readonly version: number; readonly tables: Tables }): string =>
  createHash('sha256')
    .update(JSON.stringify([projection.version, projection.tables]))
    .digest('hex')
    .slice(0, 16);

export function createStatements(schema: string, tables: Tables): readonly QuerySqlToken[] {
  return [
    `create schema ${quoted(schema)}`,
    ...Object.entries(tables).flatMap(([name, table]) => [createTable(schema, name, table), ...createIndexes(schema, name, table)]),
  ].map(rawStatement);
}

export const analyzeStatements = (schema: string, tables: Tables): readonly QuerySqlToken[] =>
  Object.keys(tables).map((name) => rawStatement(`analyze ${quoted(schema)}.${quoted(columnName(name))}`));

/** One table at a time; each takes a few milliseconds. */
export function dropStatements(schema: string, tables: Tables): readonly QuerySqlToken[] {
  return [
    ...Object.keys(tables).map((name) => `drop table if exists ${quoted(schema)}.${quoted(columnName(name))} cascade`),
    `drop schema if exists ${quoted(schema)} cascade`,
  ].map(rawStatement);
}

/** Points the views of the projection at a generation. They are dropped and created again, because their columns may differ. */
export function viewStatements(projection: string, schema: string, tables: Tables): readonly QuerySqlToken[] {
  return [
    `drop schema if exists ${quoted(projection)} cascade`,
    `create schema ${quoted(projection)}`,
    ...Object.keys(tables).map(
      (name) =>
        `create view ${quoted(projection)}.${quoted(columnName(name))} as select * from ${quoted(schema)}.${quoted(columnName(name))}`,
    ),
  ].map(rawStatement);
}

function createTable(schema: string, name: string, { columns, key }: Table): string {
  const lines = Object.entries(columns).map(
    ([column, { type, nullable }]) => `${quoted(columnName(column))} ${type}${nullable ? '' : ' not null'}`,
  );
  return `create table ${quoted(schema)}.${quoted(columnName(name))} (${lines.join(', ')}, primary key (${listed(key)}))`;
}

const createIndexes = (schema: string, name: string, { indexes }: Table): readonly string[] =>
  indexes.map((columns) => `create index on ${quoted(schema)}.${quoted(columnName(name))} (${listed(columns)})`);

const listed = (columns: readonly string[]): string => columns.map((column) => quoted(columnName(column))).join(', ');
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
