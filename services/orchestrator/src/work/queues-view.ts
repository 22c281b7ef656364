import { type Priority, placeOf, type RunId, type TaskId, type WorkerId } from '@ragtime/domain';
import type { Leases } from './leases.ts';
import type { Ringer, Times } from './ringer.ts';

/** The state of the queues, for operators. */
export interface QueuesView {
  /** Tasks that could start now, or once the time of their retry has come. */
  readonly waiting: readonly {
    readonly priority: Priority;
    readonly tenantId: string;
    readonly count: number;
    /** How many of these wait for the time of their retry. */
    readonly delayed: number;
    readonly oldestWaitMs: number;
  }[];
  readonly running: readonly {
    readonly workerId: WorkerId;
    readonly runId: RunId;
    readonly taskId: TaskId;
    readonly attempt: number;
    readonly tenantId: string;
    readonly forMs: number;
  }[];
  /** All tasks that can start or run, by kind. `delayed` wait for the time of their retry. */
  readonly tasks: readonly { readonly kind: string; readonly state: 'waiting' | 'delayed' | 'running'; readonly count: number }[];
  readonly workers: readonly {
    readonly workerId: WorkerId;
    readonly slots: number;
    /** Tasks that run at the worker or were rung there. */
    readonly busy: number;
    readonly leaving: boolean;
    readonly silentMs: number;
  }[];
  /** 0 when nothing waits. */
  readonly oldestWaitMs: number;
}

export function viewOf(ringer: Ringer, leases: Leases, { nowMs, monotonicMs }: Times): QueuesView {
  const groups = new Map<string, { priority: Priority; tenantId: string; count: number; delayed: number; oldestWaitMs: number }>();
  for (const { tenantId, priority, task } of ringer.waiting()) {
    const key = `${priority}/${tenantId}`;
    const group = groups.get(key) ?? { priority, tenantId, count: 0, delayed: 0, oldestWaitMs: 0 };
    groups.set(key, group);
    group.count += 1;
    if (task.retryAtMs > nowMs) group.delayed += 1;
    group.oldestWaitMs = Math.max(group.oldestWaitMs, nowMs - task.sinceMs);
  }
  const tasks = new Map<string, { kind: string; state: 'waiting' | 'delayed' | 'running'; count: number }>();
  const count = (taskId: TaskId, state: 'waiting' | 'delayed' | 'running') => {
    const kind = placeOf(taskId).kind;
    const own = tasks.get(`${kind}/${state}`) ?? { kind, state, count: 0 };
    tasks.set(`${kind}/${state}`, { ...own, count: own.count + 1 });
  };
  for (const { task } of ringer.waiting()) count(task.taskId, task.retryAtMs > nowMs ? 'delayed' : 'waiting');
  for (const { task } of leases.all()) count(task.taskId, 'running');
  return {
    tasks: [...tasks.values()],
    waiting: [...groups.values()],
    running: [...leases.all()].map(({ run: { runId, tenantId }, task: { taskId, attempt, workerId, sinceMs } }) => {
      return { workerId, runId, taskId, attempt, tenantId, forMs: Math.max(0, nowMs - sinceMs) };
    }),
    workers: [...ringer.workers()].map(({ workerId, slots, held, leaving, heardAtMs }) => {
      return { workerId, slots, busy: held.size, leaving, silentMs: monotonicMs - heardAtMs };
    }),
    oldestWaitMs: Math.max(0, ...[...groups.values()].map(({ oldestWaitMs }) => oldestWaitMs)),
  };
}
