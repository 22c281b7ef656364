import { decodeCursor } from '@ragtime/database';
import type { DatasetId, DocumentId, RunId, TaskId, TenantId } from '@ragtime/domain';
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { NewestFirst, type Page, type PageRequest, pageOf } from './page.ts';
import { count, Failure, id, maybe, time } from './rows.ts';

const DeadLetterView = z.object({
  /** The id of the failed run, which `replay` and `discard` take. */
  runId: id<RunId>(),
  datasetId: id<DatasetId>(),
  documentId: id<DocumentId>(),
  documentName: maybe(z.string()),
  run: count,
  taskId: id<TaskId>(),
  error: Failure,
  failedAtMs: time,
});
export type DeadLetterView = z.infer<typeof DeadLetterView>;

const select = sql.fragment`
  select l.run_id "runId", l.dataset_id "datasetId", l.document_id "documentId", d.name "documentName", l.run, l.task_id "taskId",
    json_build_object('code', l.error_code, 'message', l.error_message) error, l.failed_at_ms "failedAtMs"
  from library.dead_letter l
  join library.document d on d.document_id = l.document_id
  join library.dataset s on s.dataset_id = d.dataset_id`;

/** Newest first. */
export async function listDeadLetters(
  pool: CommonQueryMethods,
  tenantId: TenantId,
  request: PageRequest & { readonly datasetId?: string | undefined },
): Promise<Page<DeadLetterView>> {
  const inDataset = request.datasetId === undefined ? sql.fragment`true` : sql.fragment`l.dataset_id = ${request.datasetId}`;
  const [atMs, after] = request.cursor === undefined ? [undefined, undefined] : decodeCursor(request.cursor, NewestFirst);
  const behind = atMs === undefined ? sql.fragment`true` : sql.fragment`(l.failed_at_ms, l.document_id) < (${atMs}, ${after})`;
  const rows = await pool.any(sql.type(DeadLetterView)`
    ${select} where s.tenant_id = ${tenantId} and ${inDataset} and ${behind}
    order by l.failed_at_ms desc, l.document_id desc limit ${request.limit + 1}`);
  return pageOf(rows, request, { keyOf: ({ failedAtMs, documentId }) => [failedAtMs, documentId], itemOf: (row) => row });
}

export const getDeadLetter = async (pool: CommonQueryMethods, tenantId: TenantId, runId: string): Promise<DeadLetterView | undefined> =>
  (await pool.maybeOne(sql.type(DeadLetterView)`${select} where s.tenant_id = ${tenantId} and l.run_id = ${runId}`)) ?? undefined;
