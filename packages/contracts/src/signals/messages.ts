import type { BlobId, DatasetId, DocumentId, RunId, TaskId, TenantId, WorkerId } from '@ragtime/domain';
import { z } from 'zod';
import { DatasetSettings } from '../settings/index.ts';

const count = z.int().nonnegative();
const id = <Id extends string>() =>
  z
    .string()
    .min(1)
    .transform((text) => text as Id);

const attempt = {
  tenantId: id<TenantId>(),
  datasetId: id<DatasetId>(),
  documentId: id<DocumentId>(),
  run: z.int().positive(),
  runId: id<RunId>(),
  taskId: id<TaskId>(),
  attempt: z.int().positive(),
};

export const Bell = z.object({
  type: z.literal('bell'),
  ...attempt,
  /** Whether the attempt must be the only one on its worker. */
  alone: z.boolean(),
  /** Absent for a plan. In the units of the plan, both ends included; `index` is its place among the windows, from 0. */
  window: z.object({ index: count, first: z.int().positive(), last: z.int().positive() }).exactOptional(),
  original: id<BlobId>(),
  sha256: z.string(),
  /** The extension of the document's name, without the dot, in lower case, empty if it has none. The name itself never reaches a parser. */
  extension: z.string(),
  settings: DatasetSettings,
  correlationId: z.string(),
  /** The trace of the request that asked for the run, if it was traced. */
  traceParent: z.string().exactOptional(),
});

export const WorkerSign = z.object({
  type: z.literal('worker'),
  workerId: id<WorkerId>(),
  /** The partitions of the topic of doorbells in which the worker may be rung. They are among those that the group has assigned to it. */
  partitions: z.array(count),
  slots: count,
  /** How many of its slots tasks of a resource may take. Absent: all. */
  slotsFor: z.object({ light: count.exactOptional(), heavy: count.exactOptional(), model: count.exactOptional() }).exactOptional(),
  running: z.array(z.object({ runId: id<RunId>(), taskId: id<TaskId>(), attempt: z.int().positive(), ageMs: count })),
  /** Attempts that it ended in its last second. This many may be rung ahead. */
  endedLastSecond: count,
  /** Whether it takes no further bell. */
  leaving: z.boolean(),
});

export const TaskProgress = z.object({
  type: z.literal('progress'),
  workerId: id<WorkerId>(),
  ...attempt,
  step: z.enum(['plan', 'parse', 'chunk', 'embed']),
  /** How many units of the attempt's part of the document are done, and of how many. */
  done: count,
  of: count,
  /** Units of the whole document. */
  count,
  unit: z.enum(['page', 'line', 'row', 'record', 'slide', 'sheet']),
});

export const CancelNotice = z.object({
  type: z.literal('cancel'),
  workerId: id<WorkerId>(),
  runId: id<RunId>(),
  taskId: id<TaskId>(),
  attempt: z.int().positive(),
});

const ProgressMessage = z.discriminatedUnion('type', [WorkerSign, TaskProgress, CancelNotice]);

/**
 * The orchestrator rings it in a partition of a worker that has room. The worker that has the partition when the bell is heard may start the
 * attempt.
 */
export type Bell = z.infer<typeof Bell>;
/** A worker's sign of life: every second, and at once when a slot becomes free. */
export type WorkerSign = z.infer<typeof WorkerSign>;
/** At most four a second for an attempt. It is also a sign of life of its attempt. */
export type TaskProgress = z.infer<typeof TaskProgress>;
/**
 * The orchestrator sends it when an attempt has no place in the log any more, so its work may end at once. It never names the task, because the
 * task's next attempt may run there already.
 */
export type CancelNotice = z.infer<typeof CancelNotice>;
export type ProgressMessage = z.infer<typeof ProgressMessage>;

export const encodeSignal = (message: Bell | ProgressMessage): Uint8Array => Buffer.from(JSON.stringify(message));

/** Undefined for bytes that cannot be read: a lost signal harms nothing. */
export const decodeBell = (value: Uint8Array): Bell | undefined => decode(Bell, value);

/** Undefined for bytes that cannot be read. */
export const decodeProgress = (value: Uint8Array): ProgressMessage | undefined => decode(ProgressMessage, value);

function decode<Schema extends z.ZodType>(schema: Schema, value: Uint8Array): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
