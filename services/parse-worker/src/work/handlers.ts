import { placeOf, type taskKinds, windowTasks } from '@ragtime/domain';
import type { Plan } from '@ragtime/parsing';
import { TaskFailure } from '../attempt/failure.ts';
import { taskResult } from './manifest.ts';
import { planDigest, planOf } from './plan.ts';
import { type Counts, runSteps } from './run-steps.ts';
import type { Handler, Handlers, Part, Task, TaskDone } from './task.ts';
import { windowSteps } from './window-steps.ts';

/** How each kind of task is done, by its name in the domain's table of kinds. */
export const handlers: Readonly<Record<keyof typeof taskKinds, Handler>> = {
  /** A document of one window is done whole. Most documents are, and another task would cost as much as the work. */
  async plan(task) {
    const plan = await planOf(task);
    const [only, ...others] = plan.windows;
    if (only !== undefined && others.length === 0) return await doPart(task, plan, { index: 0, first: only.first, last: only.last });
    return { result: await taskResult(task, {}), adds: windowTasks(plan.windows.map(({ first, last }) => ({ first, last }))) };
  },
  async window(task) {
    const plan = await planOf(task);
    const part = task.bell.window;
    if (part === undefined) throw new TaskFailure('plan-invalid', 'The window of the task is missing.', { retryable: false });
    return await doPart(task, plan, part);
  },
};

/** @throws TaskFailure for a kind that this worker does not know. */
export async function doTask(task: Task, of: Handlers = handlers): Promise<TaskDone> {
  const { kind } = placeOf(task.bell.taskId);
  const handler = Object.hasOwn(of, kind) ? of[kind] : undefined;
  if (handler === undefined) throw new TaskFailure('worker-failed', `This worker knows no task of kind ${kind}.`, { retryable: true });
  return await handler(task);
}

const pagedUnits: ReadonlySet<Plan['unit']> = new Set<Plan['unit']>(['page', 'slide', 'sheet']);

async function doPart(task: Task, plan: Plan, part: Part): Promise<TaskDone> {
  const of = part.last - part.first + 1;
  task.reportProgress({ step: 'parse', done: 0, of, count: plan.count, unit: plan.unit });
  const found = await runSteps({ task, plan, part }, windowSteps, { name: 'plan', digest: planDigest(task) });
  const counts: Partial<Counts> = { ...found, pages: pagedUnits.has(plan.unit) ? of : 0 };
  return { result: await taskResult(task, counts, part), adds: [] };
}
