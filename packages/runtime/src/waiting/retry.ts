import { type BackoffMs, createBackoff, type WaitingMachine } from './backoff.ts';

export interface RetryOptions {
  readonly machine: WaitingMachine;
  readonly betweenMs: BackoffMs;
  /** Default: no limit. */
  readonly attemptsMax?: number;
  readonly signal?: AbortSignal | undefined;
  /** Returns false for an error that another attempt does not mend. Default: every error is worth another attempt. */
  readonly mayPass?: (error: unknown) => boolean;
  /** Called before each wait. */
  readonly onFailure?: (error: unknown) => void | Promise<void>;
}

/**
 * Repeats `attempt` until it succeeds.
 *
 * @throws the signal's reason when it is aborted before or between attempts; the attempt's error when `mayPass` refuses it, or the last attempt
 * failed
 */
export async function retry<Result>(attempt: () => Promise<Result>, options: RetryOptions): Promise<Result> {
  const { machine, betweenMs, attemptsMax = Number.POSITIVE_INFINITY, signal, mayPass = () => true, onFailure } = options;
  const backoff = createBackoff(machine, betweenMs);
  for (let attempts = 1; ; attempts += 1) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (signal?.aborted === true || attempts >= attemptsMax || !mayPass(error)) throw error;
      await onFailure?.(error);
    }
    await backoff.wait(signal);
  }
}
