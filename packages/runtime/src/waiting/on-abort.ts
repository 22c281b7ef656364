/**
 * Listens until one of the signals is aborted, or until the returned function is called. Every wait must call it when it ends: a follower waits
 * with one signal for its whole life, and each listener that stayed would make the next one slower. It does not use a composite signal: the runtime
 * keeps a composite signal for ever if it is never settled, as after a process died.
 *
 * @param act is called at most once, and never before this function has returned, even when a signal is aborted already
 */
export function onAbort(act: (reason: Error) => void, ...given: readonly (AbortSignal | undefined)[]): () => void {
  const signals = given.filter((signal) => signal !== undefined);
  let isOver = false;
  const forget = (): void => {
    isOver = true;
    for (const signal of signals) signal.removeEventListener('abort', hear);
  };
  const hear = (): void => {
    if (isOver) return;
    forget();
    const reason: unknown = signals.find(({ aborted }) => aborted)?.reason;
    act(reason instanceof Error ? reason : new Error('aborted'));
  };
  if (signals.some(({ aborted }) => aborted)) queueMicrotask(hear);
  else for (const signal of signals) signal.addEventListener('abort', hear);
  return forget;
}

/**
 * Waits for `work`, and stops waiting when the signal is aborted: then it throws the signal's reason. The work itself goes on, and its result is
 * ignored.
 */
export async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return await work;
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const forget = onAbort(reject, signal);
  work.then(resolve, reject);
  return await promise.finally(forget);
}
