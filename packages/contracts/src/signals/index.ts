/** What orchestrator, workers and those who show progress say to each other. None of it is truth: the log is. */
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
