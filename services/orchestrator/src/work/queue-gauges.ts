import { priorities, taskKinds } from '@ragtime/domain';
import type { Metrics } from '@ragtime/runtime';
import type { QueuesView } from './queues-view.ts';

/**
 * The gauges that scalers of workers need. @returns a function that writes the figures of a view. Without a view all figures are 0, because the
 * leading orchestrator is in another process: so the sum over all processes is right.
 */
export function createQueueGauges(metrics: Metrics): (view: QueuesView | undefined) => void {
  const waiting = metrics.gauge({
    name: 'ragtime_tasks_waiting',
    help: 'Tasks that could start now, by priority: not started, and not waiting for a retry',
    labels: ['priority'],
  });
  const delayed = metrics.gauge({
    name: 'ragtime_tasks_delayed',
    help: 'Tasks that wait for a retry, by priority',
    labels: ['priority'],
  });
  const running = metrics.gauge({ name: 'ragtime_tasks_running', help: 'Attempts that run', labels: [] });
  const oldest = metrics.gauge({
    name: 'ragtime_tasks_oldest_wait_seconds',
    help: 'How long the oldest waiting task has waited',
    labels: [],
  });
  const tasks = metrics.gauge({ name: 'ragtime_tasks', help: 'Tasks that can start or run, by kind and state', labels: ['kind', 'state'] });
  const ages = metrics.gauge({
    name: 'ragtime_tasks_wait_seconds',
    help: 'How long the oldest waiting task of a priority has waited',
    labels: ['priority'],
  });
  const slots = metrics.gauge({ name: 'ragtime_worker_slots', help: 'Slots of all workers that take bells', labels: [] });

  return (view) => {
    for (const priority of priorities) {
      const groups = view?.waiting.filter((group) => group.priority === priority) ?? [];
      waiting.set(
        { priority },
        groups.reduce((sum, group) => sum + group.count - group.delayed, 0),
      );
      delayed.set(
        { priority },
        groups.reduce((sum, group) => sum + group.delayed, 0),
      );
    }
    for (const priority of priorities) {
      const waits = view?.waiting.filter((group) => group.priority === priority).map(({ oldestWaitMs }) => oldestWaitMs) ?? [];
      ages.set({ priority }, Math.max(0, ...waits) / 1_000);
    }
    for (const kind of Object.keys(taskKinds)) {
      for (const state of ['waiting', 'delayed', 'running'] as const)
        tasks.set({ kind, state }, view?.tasks.find((one) => one.kind === kind && one.state === state)?.count ?? 0);
    }
    running.set({}, view?.running.length ?? 0);
    oldest.set({}, (view?.oldestWaitMs ?? 0) / 1_000);
    slots.set({}, view?.workers.reduce((sum, worker) => sum + (worker.leaving ? 0 : worker.slots), 0) ?? 0);
  };
}
