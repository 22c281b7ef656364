import { workerData } from 'node:worker_threads';

/**
 * This thread ends the process when its parent has ended. The channel to the parent reports that too, but only between two tasks. Without this
 * thread, a library that loops on a broken file would run for ever, because no parent is left to stop it.
 */
const checkIntervalMs = 1_000;

/** The id of the parent when the process started. The parent may have ended before this thread runs. */
const parent: unknown = workerData;
const never = new Int32Array(new SharedArrayBuffer(4));
while (process.ppid === parent) Atomics.wait(never, 0, 0, checkIntervalMs);
process.kill(process.pid, 'SIGKILL');
