export { erasingProjection } from './erasure/erasing-projection.ts';
export {
  defaultLimits,
  type ErasingStore,
  type ErasureReceipt,
  type InternalBus,
  type OrchestratorAlarm,
  type OrchestratorLimits,
  type OrchestratorLogger,
  type OrchestratorOptions,
} from './options.ts';
export { type Orchestrator, startOrchestrator } from './orchestrator.ts';
export { createQueueGauges } from './work/queue-gauges.ts';
export type { QueuesView } from './work/queues-view.ts';
