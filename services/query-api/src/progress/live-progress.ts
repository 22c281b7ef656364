import { decodeProgress, type TaskProgress } from '@ragtime/contracts/signals';
import { type DomainEvent, topics } from '@ragtime/domain';
import type { FollowedBatch, Signals } from '@ragtime/event-log';

/** The progress of a run between two events. */
export interface Progress {
  readonly tenantId: string;
  readonly datasetId: string;
  readonly documentId: string;
  readonly runId: string;
  /** From 0 to 1. It never decreases within a run. */
  readonly progress: number;
  readonly step: TaskProgress['step'];
  /** Units of the document that are done. */
  readonly done: number;
  readonly of: number;
  readonly unit: TaskProgress['unit'];
}

export interface LiveProgress {
  /** 0 for a run that no worker has reported about. */
  progressOf(runId: string | undefined): number;
  onProgress(listener: (progress: Progress) => void): () => void;
  /** Applies events: a completed task counts as done, and a run that ended is forgotten. */
  hear(batch: FollowedBatch<DomainEvent>): void;
  stop(): Promise<void>;
}

interface OpenRun {
  /** Each task with its units, and the part of its work that is done. */
  readonly tasks: Map<string, { readonly units: number; readonly part: number }>;
  count: number;
  progress: number;
}

/** Reading is most of a task's work. The rest counts as done when the task is completed. */
const readingPart = 0.9;
/** The node may miss the end of a run, for example while its log reader was down. Such runs must not pile up. */
const runsMax = 10_000;

export async function startLiveProgress(signals: Signals): Promise<LiveProgress> {
  const runs = new Map<string, OpenRun>();
  const listeners = new Set<(progress: Progress) => void>();

  function advance(runId: string, run: OpenRun): number {
    let done = 0;
    for (const { units, part } of run.tasks.values()) done += units * part;
    run.progress = Math.max(run.progress, run.count === 0 ? 0 : Math.min(1, done / run.count));
    runs.set(runId, run);
    return done;
  }

  function note(message: TaskProgress): void {
    const { tenantId, datasetId, documentId, runId, taskId, step, of, count, unit } = message;
    const run = runs.get(runId) ?? { tasks: new Map(), count, progress: 0 };
    run.count = count;
    const part = of === 0 ? 0 : (message.done / of) * readingPart;
    const before = run.tasks.get(taskId)?.part ?? 0;
    run.tasks.set(taskId, { units: of, part: Math.max(part, before) });
    const done = Math.floor(advance(runId, run));
    const [oldest] = runs.keys();
    if (runs.size > runsMax && oldest !== undefined) runs.delete(oldest);
    for (const listener of listeners)
      listener({ tenantId, datasetId, documentId, runId, progress: run.progress, step, done, of: count, unit });
  }

  const subscription = await signals.subscribe(topics.taskProgress, { partitions: 'all' }, ({ value }) => {
    const message = decodeProgress(value);
    if (message?.type === 'progress') note(message);
  });

  return {
    progressOf: (runId) => (runId === undefined ? 0 : (runs.get(runId)?.progress ?? 0)),
    onProgress(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    hear({ records }) {
      for (const followed of records) {
        if (followed.kind !== 'event') continue;
        const { event } = followed.record;
        if (event.type === 'RunEnded' || event.type === 'RunFailed' || event.type === 'RunCancelled') runs.delete(event.runId);
        const run = event.type === 'TaskCompleted' ? runs.get(event.runId) : undefined;
        if (run === undefined || event.type !== 'TaskCompleted') continue;
        const units = run.tasks.get(event.taskId)?.units;
        if (units === undefined) continue;
        run.tasks.set(event.taskId, { units, part: 1 });
        advance(event.runId, run);
      }
    },
    stop: async () => await subscription.close(),
  };
}
