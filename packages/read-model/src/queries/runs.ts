import { DatasetSettings } from '@ragtime/contracts/settings';
import { decodeCursor } from '@ragtime/database';
import { type DatasetId, type DocumentId, priorities, type RunId, type TaskId, type TenantId, type WorkerId } from '@ragtime/domain';
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { getDocument } from './documents.ts';
import { type Page, type PageRequest, pageOf } from './page.ts';
import { count, Failure, id, maybe, time } from './rows.ts';

const RunView = z.object({
  runId: id<RunId>(),
  datasetId: id<DatasetId>(),
  documentId: id<DocumentId>(),
  run: count,
  revision: count,
  status: z.enum(['queued', 'running', 'parsed', 'failed', 'cancelled']),
  priority: z.enum(priorities),
  settings: DatasetSettings,
  keepEdits: z.boolean(),
  cancelReason: maybe(z.enum(['asked', 'superseded', 'document-deleted'])),
  error: maybe(Failure.extend({ taskId: id<TaskId>() })),
  tasks: z.object({ total: count, completed: count }),
  chunks: count,
  tokens: count,
  pages: count,
  requestedAtMs: time,
  startedAtMs: maybe(time),
  endedAtMs: maybe(time),
  /** From the request to the first attempt, and from there to the end; undefined while that has not happened. */
  waitedMs: maybe(z.int()),
  durationMs: maybe(z.int()),
  version: count,
});
export type RunView = z.infer<typeof RunView>;

const select = sql.fragment`
  select r.run_id "runId", r.dataset_id "datasetId", r.document_id "documentId", r.run, r.revision, r.status, r.priority, r.settings,
    r.keep_edits "keepEdits", r.cancel_reason "cancelReason",
    case when r.error_code is not null
      then json_build_object('code', r.error_code, 'message', r.error_message, 'taskId', r.error_task_id) end error,
    json_build_object('total', parts.total, 'completed', parts.completed) tasks, r.chunks, r.tokens, r.pages,
    r.requested_at_ms "requestedAtMs", begun.at_ms "startedAtMs", r.ended_at_ms "endedAtMs",
    begun.at_ms - r.requested_at_ms "waitedMs", r.ended_at_ms - begun.at_ms "durationMs", r.version
  from library.run r
  join library.document d on d.document_id = r.document_id
  join library.dataset s on s.dataset_id = d.dataset_id
  cross join lateral (
    select count(*) total, count(*) filter (where t.status = 'completed') completed from library.task t where t.run_id = r.run_id
  ) parts
  cross join lateral (select min(a.started_at_ms) at_ms from library.attempt a where a.run_id = r.run_id) begun`;

/** Newest first. Undefined when the tenant has no such document. */
export async function listRuns(
  pool: CommonQueryMethods,
  tenantId: TenantId,
  datasetId: string,
  documentId: string,
  request: PageRequest,
): Promise<Page<RunView> | undefined> {
  if ((await getDocument(pool, tenantId, datasetId, documentId)) === undefined) return undefined;
  const [below] = request.cursor === undefined ? [Number.MAX_SAFE_INTEGER] : decodeCursor(request.cursor, z.tuple([z.int()]));
  const rows = await pool.any(sql.type(RunView)`
    ${select} where r.document_id = ${documentId} and r.run < ${below} order by r.run desc limit ${request.limit + 1}`);
  return pageOf(rows, request, { keyOf: ({ run }) => [run], itemOf: (row) => row });
}

const AttemptView = z.object({
  taskId: id<TaskId>(),
  attempt: count,
  workerId: id<WorkerId>(),
  status: z.enum(['running', 'completed', 'failed', 'expired', 'cancelled']),
  error: maybe(Failure),
  startedAtMs: time,
  endedAtMs: maybe(time),
  durationMs: maybe(z.int()),
});
export type AttemptView = z.infer<typeof AttemptView>;

const TaskRow = z.object({
  taskId: id<TaskId>(),
  /** In the units of the plan; undefined for the plan itself. */
  first: maybe(count),
  last: maybe(count),
  status: z.enum(['queued', 'running', 'waiting', 'completed', 'dead', 'cancelled']),
  /** The number of the latest attempt; 0 before the first. */
  attempt: count,
  lostWorkers: count,
  /** The next attempt runs alone on its worker. */
  alone: z.boolean(),
  /** The earliest time of the next attempt, while the task waits. */
  retryAtMs: maybe(time),
  error: maybe(Failure),
  chunks: count,
  tokens: count,
  pages: count,
  completedAtMs: maybe(time),
});
export type TaskView = z.infer<typeof TaskRow> & { readonly attempts: readonly AttemptView[] };

/** A run with all its tasks in order, each with all its attempts. */
export async function getRun(
  pool: CommonQueryMethods,
  tenantId: TenantId,
  runId: string,
): Promise<(RunView & { readonly taskList: readonly TaskView[] }) | undefined> {
  const run = await pool.maybeOne(sql.type(RunView)`${select} where r.run_id = ${runId} and s.tenant_id = ${tenantId}`);
  if (run === null) return undefined;
  // Open tasks end with their run. The log records that once, for the run.
  const over = run.status === 'failed' || run.status === 'cancelled';
  const tasks = await pool.any(sql.type(TaskRow)`
    select task_id "taskId", first_unit "first", last_unit "last",
      case when ${over} and status not in ('completed', 'dead') then 'cancelled' else status end status,
      attempt, lost_workers "lostWorkers", alone, retry_at_ms "retryAtMs",
      case when error_code is not null then json_build_object('code', error_code, 'message', error_message) end error,
      chunks, tokens, pages, completed_at_ms "completedAtMs"
    from library.task where run_id = ${runId} order by ordinal, task_id`);
  const attempts = await pool.any(sql.type(AttemptView)`
    select task_id "taskId", attempt, worker_id "workerId", case when ${over} and status = 'running' then 'cancelled' else status end status,
      case when error_code is not null then json_build_object('code', error_code, 'message', error_message) end error,
      started_at_ms "startedAtMs", ended_at_ms "endedAtMs", ended_at_ms - started_at_ms "durationMs"
    from library.attempt where run_id = ${runId} order by attempt`);
  const byTask = Map.groupBy(attempts, ({ taskId }) => taskId);
  return { ...run, taskList: tasks.map((task) => ({ ...task, attempts: byTask.get(task.taskId) ?? [] })) };
}
