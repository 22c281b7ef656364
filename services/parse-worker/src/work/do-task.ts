import type { StoredChunk, TaskManifest } from '@ragtime/contracts/artifacts';
import { planTaskId, type TaskResult, taskWindows } from '@ragtime/domain';
import type { Plan } from '@ragtime/parsing';
import { doPart } from './part.ts';
import { planOf } from './plan.ts';
import type { Part, Task, TaskDone } from './task.ts';

const pagedUnits: ReadonlySet<Plan['unit']> = new Set<Plan['unit']>(['page', 'slide', 'sheet']);

/** The work of one attempt: a plan, which does a document of one window whole, or one window. */
export async function doTask(task: Task): Promise<TaskDone> {
  const plan = await planOf(task);
  const part = partOf(task, plan);
  if (part === undefined) return { result: await resultOf(task, undefined, []), adds: taskWindows(plan.windows) };
  const of = part.last - part.first + 1;
  task.tell({ step: 'parse', done: 0, of, count: plan.count, unit: plan.unit });
  const { chunks } = await doPart(task, plan, part);
  return { result: await resultOf(task, part, chunks, pagedUnits.has(plan.unit) ? of : 0), adds: [] };
}

function partOf({ bell }: Task, plan: Plan): Part | undefined {
  if (bell.taskId !== planTaskId) return bell.window;
  const [only, ...others] = plan.windows;
  return only === undefined || others.length > 0 ? undefined : { index: 0, first: only.first, last: only.last };
}

async function resultOf(task: Task, part: Part | undefined, chunks: readonly StoredChunk[], pages = 0): Promise<TaskResult> {
  const tokens = chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
  const counts = { chunks: chunks.length, tokens, pages };
  return { artifact: await task.artifacts.writeManifest(manifestOf(task, part, counts)), ...counts };
}

/** What an attempt that failed made all the same: the next one takes it over. */
export async function keepWhatWasMade(task: Task): Promise<void> {
  if (task.steps.hasNew) await task.artifacts.writeManifest(manifestOf(task, undefined, { chunks: 0, tokens: 0, pages: 0 }));
}

function manifestOf({ bell, steps }: Task, part: Part | undefined, counts: TaskManifest['counts']): TaskManifest {
  const { documentId, run, taskId, settings } = bell;
  return {
    version: 1,
    documentId,
    run,
    taskId,
    language: settings.language,
    ...(part === undefined ? {} : { window: part }),
    steps: [...steps.done],
    counts,
  };
}
