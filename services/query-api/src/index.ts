export type { QueryApiNeeds } from './needs.ts';
export type { Comparison, OperatedProjection, Operations, PartitionState, QueuesState, StorageState } from './operations/ports.ts';
export { queryApi } from './query-api.ts';
