import type { TaskManifest } from '@ragtime/contracts/artifacts';
import type { TaskResult } from '@ragtime/domain';
import type { Part, Task } from './task.ts';

type Counts = TaskManifest['counts'];

/** Writes the task's manifest, which names every step that was done. @param found a count that is left out is 0. */
export async function taskResult(task: Task, found: Partial<Counts>, part?: Part): Promise<TaskResult> {
  const counts: Counts = { chunks: 0, tokens: 0, pages: 0, ...found };
  return { artifact: await task.artifacts.writeManifest(manifestOf(task, part, counts)), ...counts };
}

/** Stores what a failed attempt made, so that the next attempt takes it over. */
export async function keepWhatWasMade(task: Task): Promise<void> {
  if (task.steps.hasNew) await taskResult(task, {});
}

function manifestOf({ bell, steps }: Task, part: Part | undefined, counts: Counts): TaskManifest {
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
