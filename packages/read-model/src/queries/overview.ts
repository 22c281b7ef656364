import type { TenantId } from '@ragtime/domain';
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { type DocumentStatus, documentStatuses } from './documents.ts';
import { count } from './rows.ts';

const Overview = z.object({
  datasets: count,
  sizeBytes: count,
  chunks: count,
  openRuns: count,
  waitingTasks: count,
  runningTasks: count,
  deadLetters: count,
  openReceipts: count,
});
export type Overview = z.infer<typeof Overview> & { readonly documents: Readonly<Record<DocumentStatus, number>> };

/** The counts of a tenant's things, and of the work under way. */
export async function overview(pool: CommonQueryMethods, tenantId: TenantId): Promise<Overview> {
  const mine = sql.fragment`library.document d join library.dataset s on s.dataset_id = d.dataset_id and s.tenant_id = ${tenantId}`;
  const byStatus = await pool.any(sql.type(z.object({ status: z.enum(documentStatuses), documents: count }))`
    select d.status, count(*) documents from ${mine} group by d.status`);
  const open = sql.fragment`d.status in ('queued', 'running')`;
  const rest = await pool.one(sql.type(Overview)`
    select
      (select count(*) from library.dataset where tenant_id = ${tenantId}) datasets,
      (select coalesce(sum(d.size_bytes), 0)::int8 from ${mine}) "sizeBytes",
      (select coalesce(sum(d.chunks), 0)::int8 from ${mine}) chunks,
      (select count(*) from ${mine} where ${open}) "openRuns",
      (select count(*) from ${mine} join library.task t on t.run_id = d.run_id
        where ${open} and t.status in ('queued', 'waiting')) "waitingTasks",
      (select count(*) from ${mine} join library.task t on t.run_id = d.run_id where ${open} and t.status = 'running') "runningTasks",
      (select count(*) from ${mine} join library.dead_letter l on l.document_id = d.document_id) "deadLetters",
      (select count(*) from library.receipt where tenant_id = ${tenantId} and completed_at_ms is null) "openReceipts"`);
  const documents = { uploaded: 0, queued: 0, running: 0, parsed: 0, failed: 0, cancelled: 0 };
  for (const { status, documents: number } of byStatus) documents[status] = number;
  return { ...rest, documents };
}

/** Bytes on disk of the whole database, with indexes and all tenants. */
export const databaseSizeBytes = async (pool: CommonQueryMethods): Promise<number> =>
  await pool.oneFirst(sql.type(z.object({ bytes: count }))`select pg_database_size(current_database()) bytes`);
