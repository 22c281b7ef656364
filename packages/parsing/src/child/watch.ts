import { Worker } from 'node:worker_threads';

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const memory = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 };

/** Starts a thread that kills this process when its parent ends, whatever the process does then. The thread does not keep the process alive. */
export function endWithParent(): Worker {
  const worker = new Worker(new URL(`./watch-parent${extension}`, import.meta.url), { workerData: process.ppid, resourceLimits: memory });
  worker.unref();
  return worker;
}
