import type { ChunkId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import type { Positions } from '@ragtime/event-log';
import { type CommonQueryMethods, type FragmentSqlToken, sql } from 'slonik';
import { z } from 'zod';
import type { Metadata } from './change.ts';

const id = <Id extends string>() => z.string().transform((value) => value as Id);
const Metadata = z.record(z.string(), z.unknown());

/** The key of one version of a passage. */
export interface Candidate {
  readonly documentId: DocumentId;
  readonly run: number;
  readonly revision: number;
  readonly chunkId: ChunkId;
}

export interface Scope {
  readonly tenantId: TenantId;
  readonly datasetIds: readonly DatasetId[] | undefined;
  readonly documentIds: readonly DocumentId[] | undefined;
  /** A document's member must equal the value or be a list that contains it, for one value of a list. */
  readonly metadata: Metadata | undefined;
}

const Held = z.object({
  place: z.int(),
  dataset_id: id<DatasetId>(),
  name: z.string().nullable(),
  metadata: Metadata,
});

export interface Holding {
  /** Its index in the list of candidates. */
  readonly place: number;
  readonly datasetId: DatasetId;
  readonly name: string | undefined;
  readonly metadata: Metadata;
}

/**
 * Returns the candidates that were visible at a position. The row of their run or their own row held, no edit replaced them, their document was
 * enabled and their dataset open. It is one look-up by primary keys, however many candidates there are.
 */
export async function holdingAt(
  pool: CommonQueryMethods,
  positions: Positions,
  scope: Scope,
  candidates: readonly Candidate[],
): Promise<readonly Holding[]> {
  if (candidates.length === 0) return [];
  const rows = await pool.any(sql.type(Held)`
    select h.place, d.dataset_id, d.name, d.metadata
    from ${asRows(candidates)}
    join visibility.document d on d.document_id = h.document_id
    join ${asPositions(positions)} on p.partition = d.partition and ${holds('d')}
    join visibility.dataset s on s.dataset_id = d.dataset_id and ${holds('s')}
    left join visibility.run r on r.document_id = h.document_id and r.run = h.run and ${holds('r')}
    left join visibility.edit e on e.document_id = h.document_id and e.chunk_id = h.chunk_id and ${holds('e')}
    where d.enabled and ${inScope(scope)} and case when h.revision = 0
      then r.run is not null and (e.chunk_id is null or (e.enabled and not e.deleted and e.revision = 0))
      else e.revision = h.revision and e.enabled and not e.deleted end
    order by h.place`);
  // A statement that is given thousands of ids may look once for each of them and each candidate. Here each candidate is looked up once.
  const [datasetIds, documentIds] = [scope.datasetIds && new Set(scope.datasetIds), scope.documentIds && new Set(scope.documentIds)];
  return rows.flatMap(({ place, dataset_id: datasetId, name, metadata }) => {
    const documentId = candidates[place]?.documentId;
    const isWanted = documentId !== undefined && documentIds?.has(documentId) !== false && datasetIds?.has(datasetId) !== false;
    return isWanted ? [{ place, datasetId, name: name ?? undefined, metadata }] : [];
  });
}

/** Documents of a scope at a position. @returns at most `limit` of them; exactly `limit` means that there may be more. */
export async function documentsAt(
  pool: CommonQueryMethods,
  positions: Positions,
  scope: Scope,
  limit: number,
): Promise<readonly DocumentId[]> {
  const Row = z.object({ document_id: id<DocumentId>() });
  const rows = await pool.any(sql.type(Row)`
    select d.document_id from visibility.document d
    join ${asPositions(positions)} on p.partition = d.partition and ${holds('d')}
    where d.enabled and ${inScope(scope)} and ${isAmong('dataset_id', scope.datasetIds)} and ${isAmong('document_id', scope.documentIds)}
    limit ${limit}`);
  return rows.map((row) => row.document_id);
}

const Document = z.object({
  dataset_id: id<DatasetId>(),
  enabled: z.boolean(),
  name: z.string().nullable(),
  run: z.int().nullable(),
});

export interface DocumentState {
  readonly datasetId: DatasetId;
  readonly enabled: boolean;
  readonly name: string | undefined;
  /** The visible run; undefined while there is none. */
  readonly run: number | undefined;
}

export async function documentAt(
  pool: CommonQueryMethods,
  positions: Positions,
  tenantId: TenantId,
  documentId: DocumentId,
): Promise<DocumentState | undefined> {
  const row = await pool.maybeOne(sql.type(Document)`
    select d.dataset_id, d.enabled, d.name, r.run from visibility.document d
    join ${asPositions(positions)} on p.partition = d.partition and ${holds('d')}
    join visibility.dataset s on s.dataset_id = d.dataset_id and ${holds('s')}
    left join visibility.run r on r.document_id = d.document_id and ${holds('r')}
    where d.document_id = ${documentId} and d.tenant_id = ${tenantId}`);
  if (row === null) return undefined;
  return { datasetId: row.dataset_id, enabled: row.enabled, name: row.name ?? undefined, run: row.run ?? undefined };
}

const Edit = z.object({
  chunk_id: id<ChunkId>(),
  revision: z.int(),
  version: z.int(),
  enabled: z.boolean(),
  deleted: z.boolean(),
  typed_in: z.boolean(),
});

export interface EditState {
  readonly chunkId: ChunkId;
  /** 0: the run's text is unchanged. */
  readonly revision: number;
  /** The version of the passage for `If-Match`. */
  readonly version: number;
  readonly enabled: boolean;
  readonly deleted: boolean;
  readonly typedIn: boolean;
}

/** The edits that people made to a document's passages. */
export async function editsAt(
  pool: CommonQueryMethods,
  positions: Positions,
  documentId: DocumentId,
  chunkIds?: readonly ChunkId[],
): Promise<readonly EditState[]> {
  const among = chunkIds === undefined ? sql.fragment`true` : sql.fragment`e.chunk_id = any(${sql.array([...chunkIds], 'text')})`;
  const rows = await pool.any(sql.type(Edit)`
    select e.chunk_id, e.revision, e.version, e.enabled, e.deleted, e.typed_in from visibility.edit e
    join ${asPositions(positions)} on p.partition = e.partition and ${holds('e')}
    where e.document_id = ${documentId} and ${among} order by e.chunk_id`);
  return rows.map((row) => ({
    chunkId: row.chunk_id,
    revision: row.revision,
    version: row.version,
    enabled: row.enabled,
    deleted: row.deleted,
    typedIn: row.typed_in,
  }));
}

const column = (alias: string, name: string) => sql.identifier([alias, name]);

const holds = (alias: string): FragmentSqlToken => sql.fragment`
  ${column(alias, 'from_offset')} <= p."offset" and (${column(alias, 'to_offset')} is null or p."offset" < ${column(alias, 'to_offset')})`;

const asPositions = (positions: Positions): FragmentSqlToken =>
  sql.fragment`${sql.unnest(
    [...positions].map(([partition, { offset }]) => [partition, offset]),
    ['text', 'int8'],
  )} p (partition, "offset")`;

const asRows = (candidates: readonly Candidate[]): FragmentSqlToken =>
  sql.fragment`${sql.unnest(
    candidates.map(({ documentId, run, revision, chunkId }, place) => [place, documentId, run, revision, chunkId]),
    ['int8', 'text', 'int8', 'int8', 'text'],
  )} h (place, document_id, run, revision, chunk_id)`;

/** The sub-select is read once into a hash table, however many ids there are. */
const isAmong = (name: 'dataset_id' | 'document_id', ids: readonly string[] | undefined): FragmentSqlToken =>
  ids === undefined
    ? sql.fragment`true`
    : sql.fragment`${column('d', name)} in (select * from ${sql.unnest(
        ids.map((one) => [one]),
        ['text'],
      )})`;

function inScope({ tenantId, metadata }: Scope): FragmentSqlToken {
  const conditions = [sql.fragment`d.tenant_id = ${tenantId}`];
  for (const [name, wanted] of Object.entries(metadata ?? {})) {
    const values: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
    const anyOf = values.flatMap((value) => [JSON.stringify({ [name]: value }), JSON.stringify({ [name]: [value] })]);
    const fits = [...new Set(anyOf)].map((part) => sql.fragment`d.metadata @> ${part}::jsonb`);
    conditions.push(fits.length === 0 ? sql.fragment`false` : sql.fragment`(${sql.join(fits, sql.fragment` or `)})`);
  }
  return sql.fragment`${sql.join(conditions, sql.fragment` and `)}`;
}
