import { DatasetSettings } from '@ragtime/contracts/settings';
import { decodeCursor } from '@ragtime/database';
import type { DatasetId, TenantId } from '@ragtime/domain';
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { NewestFirst, type Page, type PageRequest, pageOf } from './page.ts';
import { count, id, maybe, time } from './rows.ts';

const DatasetView = z.object({
  datasetId: id<DatasetId>(),
  tenantId: id<TenantId>(),
  name: z.string(),
  description: maybe(z.string()),
  settings: DatasetSettings,
  /** Documents that exist, whatever their status. */
  documents: count,
  /** Visible passages and their tokens, without edits. */
  chunks: count,
  tokens: count,
  /** The bytes of the originals of present revisions. */
  sizeBytes: count,
  version: count,
  createdAtMs: time,
  updatedAtMs: time,
});
export type DatasetView = z.infer<typeof DatasetView>;

const select = sql.fragment`
  select s.dataset_id "datasetId", s.tenant_id "tenantId", s.name, s.description, s.settings, s.version,
    s.created_at_ms "createdAtMs", s.updated_at_ms "updatedAtMs", inside.*
  from library.dataset s
  cross join lateral (
    select count(*) documents, coalesce(sum(d.chunks), 0)::int8 chunks, coalesce(sum(d.tokens), 0)::int8 tokens,
      coalesce(sum(d.size_bytes), 0)::int8 "sizeBytes"
    from library.document d where d.dataset_id = s.dataset_id
  ) inside`;

/** Newest first. */
export async function listDatasets(
  pool: CommonQueryMethods,
  tenantId: TenantId,
  request: PageRequest & { readonly name?: string | undefined },
): Promise<Page<DatasetView>> {
  const fits = sql.fragment`s.tenant_id = ${tenantId} and ${request.name === undefined ? sql.fragment`true` : sql.fragment`s.name = ${request.name}`}`;
  const [atMs, after] = request.cursor === undefined ? [undefined, undefined] : decodeCursor(request.cursor, NewestFirst);
  const behind = atMs === undefined ? sql.fragment`true` : sql.fragment`(s.created_at_ms, s.dataset_id) < (${atMs}, ${after})`;
  const rows = await pool.any(sql.type(DatasetView)`
    ${select} where ${fits} and ${behind} order by s.created_at_ms desc, s.dataset_id desc limit ${request.limit + 1}`);
  return pageOf(rows, request, {
    keyOf: ({ createdAtMs, datasetId }) => [createdAtMs, datasetId],
    itemOf: (row) => row,
    total:
      request.total === true
        ? await pool.oneFirst(sql.type(z.object({ count }))`select count(*) from library.dataset s where ${fits}`)
        : undefined,
  });
}

export const getDataset = async (pool: CommonQueryMethods, tenantId: TenantId, datasetId: string): Promise<DatasetView | undefined> =>
  (await pool.maybeOne(sql.type(DatasetView)`${select} where s.tenant_id = ${tenantId} and s.dataset_id = ${datasetId}`)) ?? undefined;

/** Which of these ids name no dataset of the tenant, in the requested order. One query for any number of ids. */
export async function missingDatasets(
  pool: CommonQueryMethods,
  tenantId: TenantId,
  datasetIds: readonly string[],
): Promise<readonly string[]> {
  if (datasetIds.length === 0) return [];
  const found = await pool.anyFirst(sql.type(z.object({ id: z.string() }))`
    select s.dataset_id id from library.dataset s
    where s.tenant_id = ${tenantId} and s.dataset_id = any(${sql.array([...datasetIds], 'text')})`);
  const known = new Set(found);
  return datasetIds.filter((datasetId) => !known.has(datasetId));
}
