export type { WorkerLogger } from './logger.ts';
export type { ParseWorker, ParseWorkerOptions, TaskBus } from './options.ts';
export { handlers } from './work/handlers.ts';
export { taskResult } from './work/manifest.ts';
export type { Handler, Handlers } from './work/task.ts';
export { startParseWorker } from './worker.ts';
