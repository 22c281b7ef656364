import { type Bell, encodeSignal, type ProgressMessage, progressPartitions, type TaskProgress } from '@ragtime/contracts/signals';
import { topics, type WorkerId } from '@ragtime/domain';
import { partitionOf, type Signals } from '@ragtime/event-log';
import type { Clock } from '@ragtime/runtime';
import type { WorkerLogger } from './logger.ts';

/** At most four a second an attempt. */
const intervalMs = 250;

type Told = Pick<TaskProgress, 'step' | 'done' | 'of' | 'count' | 'unit'>;
export type Tell = (told: Told) => void;

/** Says how far an attempt is; what comes too soon after the last is left out. */
export function progressOf(bell: Bell, workerId: WorkerId, clock: Clock, publish: (message: ProgressMessage) => void): Tell {
  const { tenantId, datasetId, documentId, run, runId, taskId, attempt } = bell;
  const place = { workerId, tenantId, datasetId, documentId, run, runId, taskId, attempt };
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return (told) => {
    const atMs = clock.monotonicMs();
    if (atMs - toldAtMs < intervalMs) return;
    toldAtMs = atMs;
    publish({ type: 'progress', ...place, ...told });
  };
}

/** Nobody waits for a signal, and one that is lost harms nothing. */
export function progressPublisher(signals: Signals, logger: WorkerLogger): (message: ProgressMessage) => void {
  return (message) => {
    const key = message.type === 'worker' ? message.workerId : message.runId;
    const partition = partitionOf(key, progressPartitions);
    signals
      .publish(topics.taskProgress, { key, partition, value: encodeSignal(message) })
      .catch((error: unknown) => logger.warn({ error }, 'progress could not be told'));
  };
}
