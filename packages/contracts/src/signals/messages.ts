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
  /** The attempt may have no other beside it on its worker. */
  alone: z.boolean(),
  /** Absent for a plan. In the units of the plan, both ends included; `index` is its place among the windows, from 0. */
  window: z.object({ index: count, first: z.int().positive(), last: z.int().positive() }).exactOptional(),
  original: id<BlobId>(),
  sha256: z.string(),
  /** Of the document's name, without the dot, lower case; empty when it has none. The name itself goes nowhere near a parser. */
  extension: z.string(),
  settings: DatasetSettings,
  correlationId: z.string(),
  /** Of the request that asked for the run, where it was traced. */
  traceParent: z.string().exactOptional(),
});

export const WorkerSign = z.object({
  type: z.literal('worker'),
  workerId: id<WorkerId>(),
  /** Of the topic of doorbells: of those that the group of workers has given it, the ones to ring in. */
  partitions: z.array(count),
  slots: count,
  /** How many of them tasks of a resource may take; absent: all. */
  slotsFor: z.object({ light: count.exactOptional(), heavy: count.exactOptional(), model: count.exactOptional() }).exactOptional(),
  running: z.array(z.object({ runId: id<RunId>(), taskId: id<TaskId>(), attempt: z.int().positive(), ageMs: count })),
  /** Attempts that it ended in its last second: so many may be rung ahead. */
  endedLastSecond: count,
  /** It takes no further bell. */
  leaving: z.boolean(),
});

export const TaskProgress = z.object({
  type: z.literal('progress'),
  workerId: id<WorkerId>(),
  ...attempt,
  step: z.enum(['plan', 'parse', 'chunk', 'embed']),
  /** Units of the attempt's part of the document that are done, of how many. */
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

/** Rung by the orchestrator in a partition of a worker that has room. The worker that has the partition when the bell is heard may start the attempt. */
export type Bell = z.infer<typeof Bell>;
/** A worker's sign of life: every second, and at once when a slot frees. */
export type WorkerSign = z.infer<typeof WorkerSign>;
/** At most four a second an attempt. A sign of life of its attempt too. */
export type TaskProgress = z.infer<typeof TaskProgress>;
/** From an orchestrator: this attempt has no place in the log any more, so its work may end at once. Never the task: its next attempt may run there already. */
export type CancelNotice = z.infer<typeof CancelNotice>;
export type ProgressMessage = z.infer<typeof ProgressMessage>;

export const encodeSignal = (message: Bell | ProgressMessage): Uint8Array => Buffer.from(JSON.stringify(message));

/** Undefined for what cannot be read: a signal that is lost harms nothing. */
export const decodeBell = (value: Uint8Array): Bell | undefined => decode(Bell, value);

/** Undefined for what cannot be read. */
export const decodeProgress = (value: Uint8Array): ProgressMessage | undefined => decode(ProgressMessage, value);

function decode<Schema extends z.ZodType>(schema: Schema, value: Uint8Array): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
