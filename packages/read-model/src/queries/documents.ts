import { decodeCursor } from '@ragtime/database';
import type { BlobId, DatasetId, DocumentId, KeySlot, RunId, TenantId } from '@ragtime/domain';
import { type CommonQueryMethods, type FragmentSqlToken, sql } from 'slonik';
import { z } from 'zod';
import { startOfName } from '../projections/library/name.ts';
import { NewestFirst, type Page, type PageRequest, pageOf } from './page.ts';
import { count, Failure, id, maybe, time } from './rows.ts';

export const documentStatuses = ['uploaded', 'queued', 'running', 'parsed', 'failed', 'cancelled'] as const;
export type DocumentStatus = (typeof documentStatuses)[number];

const Original = { blobId: id<BlobId>(), sha256: z.string(), sizeBytes: count, mediaType: z.string() };

const DocumentView = z.object({
  documentId: id<DocumentId>(),
  datasetId: id<DatasetId>(),
  keySlot: id<KeySlot>(),
  /** Undefined only for a document that is about to be deleted. */
  name: maybe(z.string()),
  metadata: z.record(z.string(), z.unknown()),
  enabled: z.boolean(),
  revision: count,
  ...Original,
  status: z.enum(documentStatuses),
  /** 0 to 1, by completed tasks. A worker's reports within a task are finer. */
  progress: z.number().min(0).max(1),
  /** The tasks of the latest run: 0 of 0 before it was planned. */
  tasks: z.object({ total: count, completed: count }),
  runId: maybe(id<RunId>()),
  visibleRun: maybe(count),
  visibleRunId: maybe(id<RunId>()),
  /** The counts of the visible run. */
  chunks: count,
  tokens: count,
  pages: count,
  /** The error of the latest run, while the status is `failed`. */
  error: maybe(Failure),
  version: count,
  createdAtMs: time,
  updatedAtMs: time,
});
export type DocumentView = z.infer<typeof DocumentView>;

const select = sql.fragment`
  select d.document_id "documentId", d.dataset_id "datasetId", d.key_slot "keySlot", d.name, coalesce(d.metadata, '{}') metadata, d.enabled, d.revision,
    d.blob_id "blobId", d.sha256, d.size_bytes "sizeBytes", d.media_type "mediaType", d.status,
    case when d.status = 'parsed' then 1 when parts.total = 0 then 0 else parts.completed::float8 / parts.total end progress,
    json_build_object('total', parts.total, 'completed', parts.completed) tasks,
    d.run_id "runId", d.visible_run "visibleRun", d.visible_run_id "visibleRunId", d.chunks, d.tokens, d.pages,
    case when d.error_code is not null then json_build_object('code', d.error_code, 'message', d.error_message) end error,
    d.version, d.created_at_ms "createdAtMs", d.updated_at_ms "updatedAtMs"
  from library.document d
  join library.dataset s on s.dataset_id = d.dataset_id
  cross join lateral (
    select count(*) total, count(*) filter (where t.status = 'completed') completed
    from library.task t where t.run_id = d.run_id and t.ordinal > 0
  ) parts`;

export interface DocumentFilter {
  readonly status?: readonly DocumentStatus[] | undefined;
  readonly name?: string | undefined;
  /** Anywhere in the name, in any case. */
  readonly nameContains?: string | undefined;
  readonly enabled?: boolean | undefined;
  /** Milliseconds since 1970. A document of that millisecond does not match. */
  readonly createdAfterMs?: number | undefined;
  readonly documentIds?: readonly string[] | undefined;
  /** A member of the metadata and its allowed values, compared as text. All members must match. */
  readonly metadata?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Newest first. Undefined when the tenant has no such dataset. */
export async function listDocuments(
  pool: CommonQueryMethods,
  tenantId: TenantId,
  datasetId: string,
  request: PageRequest & DocumentFilter,
): Promise<Page<DocumentView> | undefined> {
  if (!(await pool.exists(sql.unsafe`select from library.dataset where dataset_id = ${datasetId} and tenant_id = ${tenantId}`)))
    return undefined;
  const fits = sql.join([sql.fragment`d.dataset_id = ${datasetId}`, ...conditionsOf(request)], sql.fragment` and `);
  const [atMs, after] = request.cursor === undefined ? [undefined, undefined] : decodeCursor(request.cursor, NewestFirst);
  const behind = atMs === undefined ? sql.fragment`true` : sql.fragment`(d.created_at_ms, d.document_id) < (${atMs}, ${after})`;
  const rows = await pool.any(sql.type(DocumentView)`
    ${select} where ${fits} and ${behind} order by d.created_at_ms desc, d.document_id desc limit ${request.limit + 1}`);
  return pageOf(rows, request, {
    keyOf: ({ createdAtMs, documentId }) => [createdAtMs, documentId],
    itemOf: (row) => row,
    total:
      request.total === true
        ? await pool.oneFirst(sql.type(z.object({ count }))`select count(*) from library.document d where ${fits}`)
        : undefined,
  });
}

export const getDocument = async (
  pool: CommonQueryMethods,
  tenantId: TenantId,
  datasetId: string,
  documentId: string,
): Promise<DocumentView | undefined> =>
  (await pool.maybeOne(sql.type(DocumentView)`
    ${select} where d.document_id = ${documentId} and d.dataset_id = ${datasetId} and s.tenant_id = ${tenantId}`)) ?? undefined;

/** Names and metadata for hits of a search, in any dataset. Missing documents and those of other tenants are left out. */
export async function documentsById(
  pool: CommonQueryMethods,
  tenantId: TenantId,
  documentIds: readonly string[],
): Promise<ReadonlyMap<string, DocumentView>> {
  const rows = await pool.any(sql.type(DocumentView)`
    ${select} where s.tenant_id = ${tenantId} and d.document_id = any(${sql.array([...documentIds], 'text')})`);
  return new Map(rows.map((row) => [row.documentId, row]));
}

const RevisionView = z.object({ revision: count, ...Original, createdAtMs: time });
export type RevisionView = z.infer<typeof RevisionView>;

const selectRevision = sql.fragment`
  select r.revision, r.blob_id "blobId", r.sha256, r.size_bytes "sizeBytes", r.media_type "mediaType", r.created_at_ms "createdAtMs"
  from library.revision r`;

/** Newest first. Undefined when the tenant has no such document. */
export async function listRevisions(
  pool: CommonQueryMethods,
  tenantId: TenantId,
  datasetId: string,
  documentId: string,
  request: PageRequest,
): Promise<Page<RevisionView> | undefined> {
  if ((await getDocument(pool, tenantId, datasetId, documentId)) === undefined) return undefined;
  const [below] = request.cursor === undefined ? [Number.MAX_SAFE_INTEGER] : decodeCursor(request.cursor, z.tuple([z.int()]));
  const rows = await pool.any(sql.type(RevisionView)`
    ${selectRevision} where r.document_id = ${documentId} and r.revision < ${below} order by r.revision desc limit ${request.limit + 1}`);
  return pageOf(rows, request, { keyOf: ({ revision }) => [revision], itemOf: (row) => row });
}

/** Undefined when the tenant has no such document or the document has no such revision. */
export const getRevision = async (
  pool: CommonQueryMethods,
  tenantId: TenantId,
  datasetId: string,
  documentId: string,
  revision: number,
): Promise<RevisionView | undefined> =>
  (await pool.maybeOne(sql.type(RevisionView)`
    ${selectRevision} join library.document d on d.document_id = r.document_id join library.dataset s on s.dataset_id = d.dataset_id
    where r.document_id = ${documentId} and r.revision = ${revision} and d.dataset_id = ${datasetId} and s.tenant_id = ${tenantId}`)) ??
  undefined;

function conditionsOf(filter: DocumentFilter): readonly FragmentSqlToken[] {
  const { status, name, nameContains, enabled, createdAfterMs, documentIds, metadata = {} } = filter;
  return [
    ...(status === undefined ? [] : [sql.fragment`d.status = any(${sql.array([...status], 'text')})`]),
    ...(name === undefined ? [] : [sql.fragment`d.name_start = ${startOfName(name)} and d.name = ${name}`]),
    ...(nameContains === undefined ? [] : [sql.fragment`strpos(lower(d.name), lower(${nameContains})) > 0`]),
    ...(enabled === undefined ? [] : [sql.fragment`d.enabled = ${enabled}`]),
    ...(createdAfterMs === undefined ? [] : [sql.fragment`d.created_at_ms > ${createdAfterMs}`]),
    ...(documentIds === undefined ? [] : [sql.fragment`d.document_id = any(${sql.array([...documentIds], 'text')})`]),
    ...Object.entries(metadata).map(([member, values]) => sql.fragment`d.metadata ->> ${member} = any(${sql.array([...values], 'text')})`),
  ];
}
