/** What waits between attempts, for code that runs in browsers too. */
export { type Backoff, type BackoffMs, createBackoff, type WaitingMachine } from './backoff.ts';
export { type RetryOptions, retry } from './retry.ts';
