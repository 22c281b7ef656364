import { Worker } from 'node:worker_threads';

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const memory = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 };

/** Has this process killed when its parent ends, whatever it does then. Does not keep it alive. */
export function endWithParent(): Worker {
  const worker = new Worker(new URL(`./watch-parent${extension}`, import.meta.url), { workerData: process.ppid, resourceLimits: memory });
  worker.unref();
  return worker;
}
