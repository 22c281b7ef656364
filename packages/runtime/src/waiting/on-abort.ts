/**
 * Listens until one of the signals is aborted, or until what it returns is called. Each wait that ends calls that: a follower waits with one
 * signal for as long as it lives, and every listener that stayed would make the next one dearer. Not by a composite signal: the runtime holds
 * one that nobody settles any more, as of a process that died, for ever.
 *
 * @param act called once at most, and never before this has returned, even where a signal is aborted already
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

/** Waits no longer than until the signal is aborted, and throws its reason then. What goes on behind that ends by itself, and nobody hears of it. */
export async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return await work;
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const forget = onAbort(reject, signal);
  work.then(resolve, reject);
  return await promise.finally(forget);
}
