import { workerData } from 'node:worker_threads';

/**
 * A thread that ends this process when its parent is gone. The channel to the parent tells that too, but only between two tasks: a library
 * that a broken file sends round in circles would go on for ever, with nobody left to stop it.
 */
const checkIntervalMs = 1_000;

/** The process's parent as it was when the process began: it may have ended before this thread runs. */
const parent: unknown = workerData;
const never = new Int32Array(new SharedArrayBuffer(4));
while (process.ppid === parent) Atomics.wait(never, 0, 0, checkIntervalMs);
process.kill(process.pid, 'SIGKILL');
