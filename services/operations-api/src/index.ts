export { serveLogLevels } from './log-levels/serve-log-levels.ts';
export { operationsApi } from './operations-api.ts';
export type { Comparison, OperatedProjection, Operations, PartitionState, QueuesState, StorageState } from './ports.ts';
