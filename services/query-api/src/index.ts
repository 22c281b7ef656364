export type { QueryApiNeeds } from './needs.ts';
export type {
  Comparison,
  OperatedProjection,
  Operations,
  PartitionState,
  ProjectionState,
  QueuesState,
  StorageState,
} from './operations/ports.ts';
export { queryApi } from './query-api.ts';
