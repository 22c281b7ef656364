export type { ParseWorker, ParseWorkerOptions, TaskBus, WorkerLogger } from './options.ts';
export { startParseWorker } from './worker.ts';
