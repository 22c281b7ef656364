import type { WorkerId } from '@ragtime/domain';
import { createMemoryMetrics } from '@ragtime/runtime';
import { expect, it } from 'vitest';
import { createQueueGauges } from './queue-gauges.ts';
import type { QueuesView } from './queues-view.ts';

const group = { tenantId: 'a', count: 3, delayed: 1, oldestWaitMs: 2_500, priority: 'normal' } as const;
const worker = { workerId: 'ada' as WorkerId, slots: 4, busy: 0, leaving: false, silentMs: 0 };
const view: QueuesView = {
  waiting: [group, { ...group, tenantId: 'b', count: 5, delayed: 0 }, { ...group, priority: 'high', count: 1 }],
  running: [],
  tasks: [{ kind: 'window', state: 'waiting', count: 8 }],
  workers: [worker, { ...worker, leaving: true }],
  oldestWaitMs: 2_500,
};

it('shows the waiting tasks by priority over all tenants, apart from those that wait for a retry, and zeros where no orchestrator leads', () => {
  const metrics = createMemoryMetrics();
  const write = createQueueGauges(metrics);
  write(view);
  const figures = () => ({
    waiting: ['high', 'normal', 'background'].map((priority) => metrics.value('ragtime_tasks_waiting', { priority })),
    delayed: metrics.value('ragtime_tasks_delayed', { priority: 'normal' }),
    oldest: metrics.value('ragtime_tasks_oldest_wait_seconds', {}),
    oldestNormal: metrics.value('ragtime_tasks_wait_seconds', { priority: 'normal' }),
    windows: metrics.value('ragtime_tasks', { kind: 'window', state: 'waiting' }),
    plans: metrics.value('ragtime_tasks', { kind: 'plan', state: 'running' }),
    slots: metrics.value('ragtime_worker_slots', {}),
  });
  expect(figures()).toStrictEqual({ waiting: [0, 7, 0], delayed: 1, oldest: 2.5, oldestNormal: 2.5, windows: 8, plans: 0, slots: 4 });
  write(undefined);
  expect(figures()).toStrictEqual({ waiting: [0, 0, 0], delayed: 0, oldest: 0, oldestNormal: 0, windows: 0, plans: 0, slots: 0 });
});
