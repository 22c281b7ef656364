import { type CommonQueryMethods, type DatabasePool, type FragmentSqlToken, sql } from 'slonik';
import { z } from 'zod';
import type { IndexEntry, SearchIndex } from '../search-index.ts';
import { configurationOf, english, stemsOf } from './languages.ts';
import type { TableName } from './table.ts';

/** One statement writes at most this many entries and characters, because nothing interrupts it. */
const batchEntries = 20;
const batchCharacters = 200_000;
const removedAtOnce = 500;
/** Words after this point are not searchable: a table kept in one passage may be too long for one statement to analyse. */
const searchedCharacters = 100_000;

export async function putEntries(bulk: DatabasePool, table: TableName, entries: readonly IndexEntry[]): Promise<void> {
  for (const batch of batchesOf(entries)) await bulk.query(upsert(table, batch));
}

function* batchesOf(entries: readonly IndexEntry[]): Generator<readonly IndexEntry[]> {
  let batch: IndexEntry[] = [];
  let characters = 0;
  const names = new Set<string>();
  for (const entry of entries) {
    const name = `${entry.documentId}/${entry.run}/${entry.revision}/${entry.chunkId}`;
    if (batch.length >= batchEntries || characters + entry.text.length > batchCharacters || names.has(name)) {
      if (batch.length > 0) yield batch;
      batch = [];
      characters = 0;
      names.clear();
    }
    names.add(name);
    batch.push(entry);
    characters += entry.text.length;
  }
  if (batch.length > 0) yield batch;
}

const columns = [
  ['document_id', 'text'],
  ['run', 'int8'],
  ['revision', 'int8'],
  ['chunk_id', 'text'],
  ['tenant_id', 'text'],
  ['dataset_id', 'text'],
  ['partition', 'int8'],
  ['from_offset', 'int8'],
  ['ordinal', 'int8'],
  ['text', 'text'],
  ['headings', 'jsonb'],
  ['tokens', 'int8'],
  ['first_page', 'int8'],
  ['last_page', 'int8'],
  ['first_line', 'int8'],
  ['last_line', 'int8'],
  ['boxes', 'jsonb'],
  ['kind', 'text'],
  ['language', 'text'],
  ['configuration', 'text'],
  ['body', 'text'],
  ['embedding', 'text'],
] as const;

const names = sql.join(
  columns.map(([name]) => sql.identifier([name])),
  sql.fragment`, `,
);
const made: Readonly<Record<string, FragmentSqlToken>> = {
  embedding: sql.fragment`n.embedding::vector`,
  body: sql.fragment`case when n.configuration = ${english} then n.body end`,
};
const stems = stemsOf(sql.fragment`n.configuration`, sql.fragment`n.body`);
const selected = sql.join(
  columns.map(([name]) => made[name] ?? sql.fragment`n.${sql.identifier([name])}`),
  sql.fragment`, `,
);
const updates = sql.join(
  [...columns.slice(4).map(([name]) => name), 'stems'].map(
    (name) => sql.fragment`${sql.identifier([name])} = excluded.${sql.identifier([name])}`,
  ),
  sql.fragment`, `,
);

const upsert = (table: TableName, entries: readonly IndexEntry[]) => sql.unsafe`
  insert into ${table} (${names}, stems) select ${selected}, case when n.configuration <> ${english} then ${stems} end
  from ${sql.unnest(
    entries.map(rowOf),
    columns.map(([, type]) => type),
  )} n (${names})
  on conflict (document_id, run, revision, chunk_id) do update set ${updates}`;

function rowOf(entry: IndexEntry) {
  const {
    documentId,
    run,
    revision,
    chunkId,
    tenantId,
    datasetId,
    partition,
    from,
    ordinal,
    headings,
    tokens,
    pages,
    lines,
    boxes,
    kind,
    language,
  } = entry;
  const text = storable(entry.text);
  return [
    documentId,
    run,
    revision,
    chunkId,
    tenantId,
    datasetId,
    partition,
    from,
    ordinal,
    text,
    JSON.stringify(headings.map(storable)),
    tokens,
    pages?.[0] ?? null,
    pages?.[1] ?? null,
    lines?.[0] ?? null,
    lines?.[1] ?? null,
    boxes === undefined ? null : JSON.stringify(boxes),
    kind,
    language,
    configurationOf(language),
    [...headings.map(storable), text].join('\n').slice(0, searchedCharacters).toWellFormed(),
    entry.vector.some((value) => value !== 0) ? vectorText(entry.vector) : null,
  ];
}

export const vectorText = (vector: Float32Array): string => `[${vector.join(',')}]`;

/** Postgres cannot store U+0000 or lone surrogates. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd');

type What = Parameters<SearchIndex['remove']>[0];

export async function removeEntries(bulk: CommonQueryMethods, table: TableName, what: What): Promise<number> {
  let removed = 0;
  for (let portion = removedAtOnce; portion === removedAtOnce; removed += portion) {
    const { rowCount } = await bulk.query(sql.type(z.object({}))`
      delete from ${table} where ctid = any(array(select ctid from ${table} where ${matching(what)} limit ${removedAtOnce}))`);
    portion = rowCount;
  }
  return removed;
}

function matching(what: What): FragmentSqlToken {
  if ('datasetId' in what) return sql.fragment`dataset_id = ${what.datasetId}`;
  if (!('run' in what)) return sql.fragment`document_id = ${what.documentId}`;
  return sql.fragment`document_id = ${what.documentId} and run = ${what.run} and revision = ${what.revision}`;
}
