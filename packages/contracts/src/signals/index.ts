/** The messages between the orchestrator, the workers and the viewers of progress. They hold no truth: the log does. */
export {
  Bell,
  CancelNotice,
  decodeBell,
  decodeProgress,
  encodeSignal,
  type ProgressMessage,
  TaskProgress,
  WorkerSign,
} from './messages.ts';
export { progressPartitions, taskPartitions, workerGroup } from './partitions.ts';
export { seatOf, workerIdAt } from './worker-id.ts';
