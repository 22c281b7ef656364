import { priorities } from '@ragtime/domain';
import { iso, Time } from '@ragtime/http-kit';
import type { DeadLetterView, RunView, TaskView } from '@ragtime/read-model';
import { z } from 'zod';
import { Settings } from '../datasets/view.ts';
import { Failure, TaskCounts } from '../documents/view.ts';

export const Run = z
  .object({
    runId: z.string(),
    datasetId: z.string(),
    documentId: z.string(),
    run: z.int().describe('1 for the first run of the document.'),
    revision: z.int(),
    status: z.enum(['queued', 'running', 'parsed', 'failed', 'cancelled']),
    priority: z.enum(priorities),
    settings: Settings.describe('As they were when the run was asked for.'),
    keepEdits: z.boolean(),
    cancelReason: z.enum(['asked', 'superseded', 'document-deleted']).optional(),
    error: Failure.extend({ taskId: z.string() }).optional(),
    tasks: TaskCounts,
    chunks: z.int(),
    tokens: z.int(),
    pages: z.int(),
    requestedAt: Time,
    startedAt: Time.optional(),
    endedAt: Time.optional(),
    waitedMs: z.int().optional().describe('From the request to the first attempt.'),
    durationMs: z.int().optional().describe('From the first attempt to the end.'),
    version: z.int(),
  })
  .meta({ id: 'Run' });

const Attempt = z
  .object({
    attempt: z.int(),
    workerId: z.string(),
    status: z.enum(['running', 'completed', 'failed', 'expired', 'cancelled']),
    error: Failure.optional(),
    startedAt: Time,
    endedAt: Time.optional(),
    durationMs: z.int().optional(),
  })
  .meta({ id: 'Attempt' });

const Task = z
  .object({
    taskId: z.string(),
    first: z.int().optional().describe('Of its window, in units of the plan; absent for the plan itself.'),
    last: z.int().optional(),
    status: z.enum(['queued', 'running', 'waiting', 'completed', 'dead', 'cancelled']),
    attempt: z.int(),
    lostWorkers: z.int(),
    alone: z.boolean(),
    retryAt: Time.optional(),
    error: Failure.optional(),
    chunks: z.int(),
    tokens: z.int(),
    pages: z.int(),
    completedAt: Time.optional(),
    attempts: z.array(Attempt),
  })
  .meta({ id: 'Task' });

export const RunWithTasks = Run.extend({ taskList: z.array(Task) }).meta({ id: 'RunWithTasks' });

export const DeadLetter = z
  .object({
    runId: z.string().describe('Of the run that failed; it names the dead letter.'),
    datasetId: z.string(),
    documentId: z.string(),
    documentName: z.string().optional(),
    run: z.int(),
    taskId: z.string(),
    error: Failure,
    failedAt: Time,
  })
  .meta({ id: 'DeadLetter' });

const maybe = <Name extends string>(name: Name, ms: number | undefined): { readonly [Key in Name]?: string } =>
  (ms === undefined ? {} : { [name]: iso(ms) }) as { readonly [Key in Name]?: string };

export const runAs = ({ requestedAtMs, startedAtMs, endedAtMs, ...rest }: RunView): z.infer<typeof Run> => ({
  ...rest,
  requestedAt: iso(requestedAtMs),
  ...maybe('startedAt', startedAtMs),
  ...maybe('endedAt', endedAtMs),
});

export const runWithTasksAs = ({
  taskList,
  ...run
}: RunView & { readonly taskList: readonly TaskView[] }): z.infer<typeof RunWithTasks> => ({
  ...runAs(run),
  taskList: taskList.map(({ retryAtMs, completedAtMs, attempts, ...task }) => ({
    ...task,
    ...maybe('retryAt', retryAtMs),
    ...maybe('completedAt', completedAtMs),
    attempts: attempts.map(({ startedAtMs, endedAtMs, ...attempt }) => ({
      ...attempt,
      startedAt: iso(startedAtMs),
      ...maybe('endedAt', endedAtMs),
    })),
  })),
});

export const deadLetterAs = ({ failedAtMs, ...rest }: DeadLetterView): z.infer<typeof DeadLetter> => ({
  ...rest,
  failedAt: iso(failedAtMs),
});
