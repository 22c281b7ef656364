export type { WorkerLogger } from './logger.ts';
export type { ParseWorker, ParseWorkerOptions, TaskBus } from './options.ts';
export { startParseWorker } from './worker.ts';
