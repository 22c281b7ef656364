import type { ChunkId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import { PageBoxSchema } from '@ragtime/parsing/block';
import { type CommonQueryMethods, type DatabasePool, type FragmentSqlToken, sql } from 'slonik';
import { z } from 'zod';
import type { EntryKey, ProposalRequest, Proposals, SearchIndex, StoredEntry, StoredRun } from '../search-index.ts';
import { keyOf } from '../search-index.ts';
import { configurationsIn, english, stemsOf } from './languages.ts';
import type { TableName } from './table.ts';
import { vectorText } from './write.ts';

const id = <Id extends string>() => z.string().transform((value) => value as Id);
const key = { document_id: id<DocumentId>(), run: z.int(), revision: z.int(), chunk_id: id<ChunkId>(), dataset_id: id<DatasetId>() };
const Scored = z.object({ ...key, score: z.number() });
const place = z.int().nullable();
const Row = z.object({
  ...key,
  tenant_id: id<TenantId>(),
  partition: z.int(),
  from_offset: z.int(),
  ordinal: z.int(),
  text: z.string(),
  headings: z.array(z.string()),
  tokens: z.int(),
  first_page: place,
  last_page: place,
  first_line: place,
  last_line: place,
  boxes: z.array(PageBoxSchema).nullable(),
  kind: z.enum(['text', 'table']),
  language: z.string(),
});
const Run = z.object({ ...key, chunk_id: z.undefined().optional(), partition: z.int(), from_offset: z.int(), entries: z.int() });

const rowColumns = sql.fragment`document_id, run, revision, chunk_id, tenant_id, dataset_id, "partition", from_offset, ordinal, text,
  headings, tokens, first_page, last_page, first_line, last_line, boxes, kind, language`;
const keyColumns = sql.fragment`document_id, run, revision, chunk_id, dataset_id`;

interface Places {
  readonly table: TableName;
  readonly lexicalIndexes: { readonly english: string; readonly stems: string };
}

export async function proposeEntries(pool: DatabasePool, places: Places, request: ProposalRequest): Promise<Proposals> {
  const { text, vector, candidates } = request;
  const asVector = vector?.some((value) => value !== 0) === true ? vectorText(vector) : undefined;
  const { found: byWords, isAll } = text === undefined ? { found: [], isAll: true } : await nearestByWords(pool, places, text, request);
  const byVector = asVector === undefined ? [] : await nearestByVector(pool, places, asVector, request);
  const cosines = new Map(byVector.map((row) => [nameOf(row), row.score]));
  const unknown = byWords.filter((row) => !cosines.has(nameOf(row)));
  if (asVector !== undefined && unknown.length > 0) {
    const rows = await pool.any(sql.type(Scored)`
      select ${keyColumns}, ${cosine(asVector)} score from ${places.table}
      where embedding is not null and ${isOneOf(unknown.map(entryKeyOf))}`);
    for (const row of rows) cosines.set(nameOf(row), row.score);
  }
  const found = new Map(byWords.map((row) => [nameOf(row), row.score]));
  const all = new Map([...byWords, ...byVector].map((row) => [nameOf(row), row]));
  return {
    items: [...all].map(([name, row]) => ({
      ...entryKeyOf(row),
      datasetId: row.dataset_id,
      lexical: found.get(name),
      vector: cosines.get(name),
    })),
    exhausted: { lexical: isAll, vector: byVector.length < candidates },
  };
}

type Scored = z.infer<typeof Scored>;
type Hits = readonly Scored[];

/** Searches each language by its own stems. Both indexes score alike, but each knows the frequency of words only in its own texts. */
async function nearestByWords(pool: DatabasePool, places: Places, text: string, request: ProposalRequest) {
  const { lexicalIndexes, table } = places;
  const configurations = await configurationsIn(pool, table);
  const all: Scored[] = [];
  if (configurations.includes(english)) all.push(...(await scan(pool, places, ['body', lexicalIndexes.english], text, request)));
  const others = configurations.filter((each) => each !== english);
  const stems = await stemsOfQuery(pool, others, text);
  if (stems !== '') all.push(...(await scan(pool, places, ['stems', lexicalIndexes.stems], stems, request)));
  const { candidates } = request;
  return { found: all.toSorted((one, other) => other.score - one.score).slice(0, candidates), isAll: all.length < candidates };
}

async function stemsOfQuery(pool: DatabasePool, configurations: readonly string[], text: string): Promise<string> {
  if (configurations.length === 0) return '';
  const each = sql.unnest(
    configurations.map((name) => [name]),
    ['text'],
  );
  const found = await pool.anyFirst(sql.type(z.object({ stems: z.string().nullable() }))`
    select ${stemsOf(sql.fragment`c.name`, sql.fragment`${text}::text`)} stems from ${each} c (name)`);
  return [...new Set(found.flatMap((stems) => stems?.split(' ') ?? []))].join(' ').trim();
}

/**
 * Forces a scan of the index, whatever the planner prefers: scoring passages one by one costs a hundred times as much. The scan's own score is read
 * with a reversed sign. A passage without a word of the text is not in it.
 */
async function scan(
  pool: DatabasePool,
  { table }: Places,
  [column, index]: readonly [column: string, index: string],
  text: string,
  request: ProposalRequest,
): Promise<Hits> {
  return await inOrderOfIndexes(pool, async (connection) => {
    const rows = await connection.any(sql.type(Scored)`
      select ${keyColumns}, -bm25_get_current_score() score from ${table} where ${filterOf(request)}
      order by ${sql.identifier([column])} <@> to_bm25query(${text}, ${index}) limit ${request.candidates}`);
    return rows.filter(({ score }) => score > 0);
  });
}

/** Among given documents vectors are always compared one by one, because a scan of the graph may end before it reaches them. */
async function nearestByVector(pool: DatabasePool, { table }: Places, vector: string, request: ProposalRequest): Promise<Hits> {
  const within = sql.fragment`embedding is not null and ${filterOf(request)}`;
  if (request.documentIds !== undefined) {
    return await pool.any(sql.type(Scored)`
      with chosen as materialized (select ${keyColumns}, embedding from ${table} where ${within})
      select ${keyColumns}, ${cosine(vector)} score from chosen order by embedding <=> ${vector}::vector limit ${request.candidates}`);
  }
  return await inOrderOfIndexes(
    pool,
    async (connection) =>
      await connection.any(sql.type(Scored)`
        select ${keyColumns}, ${cosine(vector)} score from ${table} where ${within}
        order by embedding <=> ${vector}::vector limit ${request.candidates}`),
  );
}

const cosine = (vector: string): FragmentSqlToken => sql.fragment`1 - (embedding <=> ${vector}::vector)`;

const inOrderOfIndexes = async (pool: DatabasePool, ask: (connection: CommonQueryMethods) => Promise<Hits>): Promise<Hits> =>
  await pool.transaction(async (transaction) => {
    await transaction.query(sql.unsafe`set local enable_seqscan = off`);
    await transaction.query(sql.unsafe`set local enable_sort = off`);
    return await ask(transaction);
  });

function filterOf({ tenantId, datasetIds, documentIds }: ProposalRequest): FragmentSqlToken {
  const conditions = [sql.fragment`tenant_id = ${tenantId}`];
  if (datasetIds !== undefined) conditions.push(sql.fragment`dataset_id = any(${sql.array([...datasetIds], 'text')})`);
  if (documentIds !== undefined) conditions.push(sql.fragment`document_id = any(${sql.array([...documentIds], 'text')})`);
  return sql.fragment`${sql.join(conditions, sql.fragment` and `)}`;
}

export async function listEntries(
  pool: CommonQueryMethods,
  table: TableName,
  { documentId, run }: Parameters<SearchIndex['list']>[0],
  { limit, after }: Parameters<SearchIndex['list']>[1],
): Promise<readonly StoredEntry[]> {
  const behind = after === undefined ? sql.fragment`true` : sql.fragment`(ordinal, chunk_id) > (${after.ordinal}, ${after.chunkId})`;
  const rows = await pool.any(sql.type(Row)`
    select ${rowColumns} from ${table} where document_id = ${documentId} and run = ${run} and ${behind}
    order by ordinal, chunk_id limit ${limit}`);
  return rows.map(entryOf);
}

export async function getEntries(pool: CommonQueryMethods, table: TableName, keys: readonly EntryKey[]): Promise<readonly StoredEntry[]> {
  if (keys.length === 0) return [];
  return (await pool.any(sql.type(Row)`select ${rowColumns} from ${table} where ${isOneOf(keys)}`)).map(entryOf);
}

export async function namesWithVector(pool: CommonQueryMethods, table: TableName, keys: readonly EntryKey[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await pool.any(sql.type(z.object(key))`select ${keyColumns} from ${table} where embedding is not null and ${isOneOf(keys)}`);
  return new Set(rows.map((row) => keyOf(entryKeyOf(row))));
}

/** The number of groups per statement. */
const runsAtOnce = 1_000;

export async function* listRuns(pool: CommonQueryMethods, table: TableName): AsyncGenerator<StoredRun> {
  let last: { readonly documentId: string; readonly run: number; readonly revision: number } | undefined;
  do {
    const behind =
      last === undefined
        ? sql.fragment`true`
        : sql.fragment`(document_id, run, revision) > (${last.documentId}, ${last.run}, ${last.revision})`;
    const rows = await pool.any(sql.type(Run)`
      select document_id, run, revision, min(dataset_id) dataset_id, min("partition") "partition", max(from_offset) from_offset, count(*) entries
      from ${table} where ${behind} group by document_id, run, revision order by document_id, run, revision limit ${runsAtOnce}`);
    for (const { document_id: documentId, dataset_id: datasetId, from_offset: from, run, revision, partition, entries } of rows) {
      yield { documentId, datasetId, run, revision, partition, from, entries };
    }
    const end = rows.length < runsAtOnce ? undefined : rows.at(-1);
    last = end === undefined ? undefined : { documentId: end.document_id, run: end.run, revision: end.revision };
  } while (last !== undefined);
}

const isOneOf = (keys: readonly EntryKey[]): FragmentSqlToken => sql.fragment`
  (document_id, run, revision, chunk_id) in (select * from ${sql.unnest(
    keys.map(({ documentId, run, revision, chunkId }) => [documentId, run, revision, chunkId]),
    ['text', 'int8', 'int8', 'text'],
  )})`;

const entryKeyOf = (row: Pick<z.infer<typeof Row>, 'document_id' | 'run' | 'revision' | 'chunk_id'>): EntryKey => ({
  documentId: row.document_id,
  run: row.run,
  revision: row.revision,
  chunkId: row.chunk_id,
});
const nameOf = (row: z.infer<typeof Scored>): string => keyOf(entryKeyOf(row));

const entryOf = (row: z.infer<typeof Row>): StoredEntry => ({
  ...entryKeyOf(row),
  tenantId: row.tenant_id,
  datasetId: row.dataset_id,
  partition: row.partition,
  from: row.from_offset,
  ordinal: row.ordinal,
  text: row.text,
  headings: row.headings,
  tokens: row.tokens,
  pages: rangeOf(row.first_page, row.last_page),
  lines: rangeOf(row.first_line, row.last_line),
  boxes: row.boxes ?? undefined,
  kind: row.kind,
  language: row.language,
});

const rangeOf = (first: number | null, last: number | null): readonly [number, number] | undefined =>
  first === null || last === null ? undefined : [first, last];
