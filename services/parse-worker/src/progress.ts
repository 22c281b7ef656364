import { type Bell, encodeSignal, type ProgressMessage, progressPartitions, type TaskProgress } from '@ragtime/contracts/signals';
import { topics, type WorkerId } from '@ragtime/domain';
import { partitionOf, type Signals } from '@ragtime/event-log';
import type { Clock } from '@ragtime/runtime';
import type { WorkerLogger } from './logger.ts';

/** At most four messages a second for an attempt. */
const intervalMs = 250;

type Progress = Pick<TaskProgress, 'step' | 'done' | 'of' | 'count' | 'unit'>;
export type ReportProgress = (progress: Progress) => void;

/** Reports the progress of an attempt. A report that comes too soon after the last one is left out. */
export function progressOf(bell: Bell, workerId: WorkerId, clock: Clock, publish: (message: ProgressMessage) => void): ReportProgress {
  const { tenantId, datasetId, documentId, run, runId, taskId, attempt } = bell;
  const place = { workerId, tenantId, datasetId, documentId, run, runId, taskId, attempt };
  let reportedAtMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const atMs = clock.monotonicMs();
    if (atMs - reportedAtMs < intervalMs) return;
    reportedAtMs = atMs;
    publish({ type: 'progress', ...place, ...progress });
  };
}

/** The worker does not wait for these signals, and a lost one harms nothing. */
export function progressPublisher(signals: Signals, logger: WorkerLogger): (message: ProgressMessage) => void {
  return (message) => {
    const key = message.type === 'worker' ? message.workerId : message.runId;
    const partition = partitionOf(key, progressPartitions);
    signals
      .publish(topics.taskProgress, { key, partition, value: encodeSignal(message) })
      .catch((error: unknown) => logger.warn({ error }, 'progress could not be published; it is left out'));
  };
}
